import type { Home, SlotValues } from './slot-values'

/** A fact said to be wrong without the right one: 「单元错了」, 「时间也换一下」. It is asked for, and the wrong one is not kept. */
export type WrongFact = keyof Home | 'home' | 'appointment' | 'phone' | 'name'

export function wrongFact(text: string): WrongFact | null {
  const said = text.trim()
  if (said.length > LONGEST) return null
  return (
    FACTS.find(([, word]) => new RegExp(`${BEFORE}(?:${word}${WRONG}|${CHANGE}${word}${END})`, 'u').test(said))?.[0] ??
    null
  )
}

/** What is known without the fact that is wrong. */
export function withoutFact(values: SlotValues, wrong: WrongFact): SlotValues {
  if (wrong === 'home') return { ...values, home: undefined }
  if (wrong === 'building' || wrong === 'unit' || wrong === 'room')
    return { ...values, home: { ...values.home, [wrong]: undefined } }
  return { ...values, [wrong]: undefined }
}

const LONGEST = 20
const FACTS: readonly [WrongFact, string][] = [
  ['unit', '单元号?'],
  ['building', '(?:楼栋|楼号|栋号|几栋|楼|栋)'],
  ['room', '(?:房号|室号|房间号|房间)'],
  ['home', '(?:地址|门牌号?|住址|位置)'],
  ['appointment', '(?:上门)?时间'],
  ['phone', '(?:联系)?(?:电话|手机|号码)(?:号码?)?'],
  ['name', '(?:名字|姓名|称呼|姓)'],
]
const BEFORE = '^(?:不对|不是|哎呀?|那个|等等|等一下|我的?|这个|上面|刚才|麻烦|还有|想|要|再|[，,\\s])*'
const CHANGE = '(?:改|换)(?:一?下|个)?'
const END = '[吧了啊呀哈吗的。.！!，, ]*$'
const WRONG =
  '(?:我|刚才|好像|也|都|要|得|能|可以|想|再|给我|帮我|[，,\\s])*' +
  `(?:(?:写|说|填|打|报|弄|搞|发)?(?:错|反)(?:了|啦)?|不对|有误|不太?对|有问题|${CHANGE}|不是(?:这个|这样))(?:一下)?${END}`
