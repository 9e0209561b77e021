import type { Reply } from '../eval/dialog/stage'
import { optionsOf } from '../eval/dialog/play'
import type { Goal } from './goal'

/** What an owner does next: say something, tap an option, or nothing because all is said. */
export type Move = { say: string } | { tap: string } | null

type Asked = 'confirm' | 'choice' | 'home' | 'spot' | 'when' | 'phone' | 'name' | 'guest' | 'matter' | 'rating'

/** What the words ask for, read as a person would. */
const ASKS: readonly [Asked, RegExp][] = [
  ['confirm', /确认提交|回复「确认」/],
  ['choice', /您想问的是|您是想|点最接近的/],
  ['spot', /具体在哪个位置|附近是几栋/],
  ['home', /几栋|门牌|几单元|几室/],
  ['guest', /客人怎么称呼|一共几位|称呼和人数/],
  ['when', /什么时候方便|方便上门的时间|哪天|几点/],
  ['phone', /联系电话|手机号|电话号码|留个电话/],
  ['name', /怎么称呼/],
  ['matter', /什么坏了|哪个地方、什么东西|事情经过|哪件事|具体一点|什么事需要|再说一句|再说具体|换个说法/],
  ['rating', /1-5|打个分/],
]

/** Answers what was asked from the facts of the owner's life; what was not understood is said in other words. */
export function nextMove(
  goal: Goal,
  replies: Reply[],
  habits: {
    /** The question an option would have to name. */
    wanted?: string
    terse?: boolean
    withholdsPhone?: boolean
    tries: number
  },
): Move {
  const text = replies.map((reply) => reply.text).join('\n')
  const labels = replies.flatMap(optionsOf).map(({ label }) => label)
  const asked = ASKS.filter(([, pattern]) => pattern.test([text, ...labels].join('\n'))).map(([what]) => what)
  if (asked.includes('confirm')) return wrongIn(text, goal) ?? { say: '确认' }
  if (asked.includes('choice'))
    return {
      tap:
        labels.find((label) => label === habits.wanted) ??
        labels.find((label) => /不是|人工/.test(label)) ??
        labels.at(-1) ??
        '',
    }
  const answers = asked.flatMap((what) => answerTo(what, goal, habits.withholdsPhone === true) ?? [])
  if (answers.length > 0) return { say: (habits.terse ? answers.slice(0, 1) : answers).join('，') }
  return habits.tries < 2 ? { say: goal.again } : { say: '转人工' }
}

function answerTo(what: Asked, { facts, matter, kind }: Goal, withholdsPhone: boolean): string | null {
  switch (what) {
    case 'home':
      return `${facts.building}栋${facts.unit}单元${facts.room}`
    case 'spot':
      return kind === 'repair-public' ? matter : `${facts.building}栋${facts.unit}单元`
    case 'when':
      return facts.when
    case 'phone':
      return withholdsPhone || facts.phone === null ? '不留' : facts.phone
    case 'name':
      return `我姓${facts.surname}`
    case 'guest':
      return `客人姓${facts.surname}，一个人`
    case 'matter':
      return matter
    default:
      return null
  }
}

/** What was read back is compared with the truth, as somebody with their glasses on would do. */
function wrongIn(summary: string, { facts, kind }: Goal): Move {
  if (kind !== 'repair-home' && kind !== 'correction') return null
  const place = /位置：(.*)/.exec(summary)?.[1]
  if (place === undefined) return null
  const [building] = /\d+(?=栋)/.exec(place) ?? []
  return building !== undefined && building !== facts.building ? { say: `不对，是${facts.building}栋` } : null
}
