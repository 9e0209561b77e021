import type { EmergencyGuard, Lexicon } from '../lexicon'
import type { ReadText } from '../read-text'
import type { Pattern } from '../words/pattern'
import type { Hit } from '../words/tagged-text'
import { findPattern } from '../words/tagged-text'

/** What stands around a danger word: everything that may hold its alarm, found once for the whole text. */
export interface Surroundings {
  text: string
  sentenceAt: Uint16Array
  guards: ReadonlyMap<EmergencyGuard, readonly Hit[]>
  cries: readonly Hit[]
  strongNow: readonly Hit[]
  weakNow: readonly Hit[]
}

export function surroundingsOf(read: ReadText, lexicon: Lexicon): Surroundings {
  const all = (patterns: readonly Pattern[]): Hit[] => patterns.flatMap((pattern) => findPattern(pattern, read.tagged))
  const { guards, now } = lexicon.emergency
  const lookingBack = all(now.notNow)
  const real = (hits: Hit[]): Hit[] => hits.filter((hit) => !lookingBack.some((each) => overlap(each, hit)))
  return {
    text: read.tagged.text,
    sentenceAt: read.tagged.sentenceAt,
    guards: new Map(
      [...guards].map(([name, patterns]) => [name, all(patterns).filter((hit) => isMeant(hit, read.tagged.text))]),
    ),
    cries: all(now.cry),
    strongNow: real([...all(now.cry), ...all(now.strong)]),
    weakNow: real(all(now.weak)),
  }
}

/**
 * The 怕 of a face is a feeling, no condition; 有没有人 and 不知道有没有人 ask for people, not about a rule; the 后 of 然后 and the 别 of
 * 特别 say neither after nor don't.
 */
function isMeant(hit: Hit, text: string): boolean {
  if (/有没有(?:人|师傅|保安|谁|哪位)/.test(text.slice(Math.max(0, hit.start - 1), hit.end + 2))) return false
  if (text[hit.start - 1] === '[' || INSIDE_WORDS.has(text.slice(hit.start - 1, hit.start + 1))) return false
  const found = text.slice(hit.start, hit.end)
  const before = text.slice(Math.max(0, hit.start - 12), hit.start)
  const after = text.slice(hit.end, hit.end + 2)
  if (
    OTHERWISE.some(
      ([word, left, right]) => word.test(found) && (left?.test(before) ?? true) && (right?.test(after) ?? true),
    )
  )
    return false
  return !/不知道[^,.。!?;]{0,6}$/.test(text.slice(Math.max(0, hit.start - 9), hit.start))
}

/** Words that hold an alarm, and what before or behind them takes that meaning from them. */
const OTHERWISE: readonly (readonly [word: RegExp, before: RegExp | null, behind?: RegExp])[] = [
  // 是不是煤气爆炸: asked, not denied; 但是不是着火 denies.
  [/^不是$/, /(?<![但可就还倒只都也要])是$/],
  // 不小心 is no warning; 从昨晚到现在 goes on.
  [/^小心$/, /不$/],
  [/^(?:昨[晚夜天日]|前[天晚])$/, null, /^(?:一直)?到(?:现|今)/],
  // 火苗都出来了, 水喷出来了, 拔不出来了: what comes out goes on; 人出来了 is over.
  [/^出来了$/, /[不没未跑掏倒露冒漏喷流滚脱伸淌涌飘吐溢戳窜]$|(?:火|苗|烟|水|气|味|骨|血|头都)都?$/],
  [/^回[来家]了$/, /[不没未]$/],
  [/门开了$/, null, /^(?:一|条|半|\s?里)/],
  [
    /^(?:开玩笑|玩笑|闹着玩|测试|演习|演练|误报|逗你玩?|骗你的|假装)$/,
    /(?:不是|别当|别以为是|没|不|并非)(?:在|跟你|和你)?$/,
  ],
  // 停在哪层, 总闸在哪儿: asked in the middle of it.
  [/^在哪/, /(?:[停卡]|总?闸|闸门|总?阀|阀门|灭火器|aed|除颤仪)$/],
  [/^几(?:分钟|年)$/, /[好十这]$/],
  [/^往哪跑$/, /我[^,.。!?;]{0,10}$/],
  [/^有没有$/, null, /^(?:纱布|除颤|急救|担架|灭火|看[到见])/],
  // 我在外地，邻居说…: the owner is away, not the danger.
  [/^(?:外地|国外|单位|老家)$/, /(?:[我们人]|全家|他们|爸妈|一家)[^,.。!?;]{0,3}在$|隔离$/],
  [/^推送$/, /(?:摄像头|门锁|猫眼|监控)$/],
  [/^谢谢/, /先$/],
  [/^保?险$/, null, /^[柜丝盒]/],
  [/^的那$/, /(?:外面|外|边上)$/],
  [/^怕$/, /[我好]$/, /^(?:$|[,.。!?;\s啊呀了])/],
]

const INSIDE_WORDS = new Set([
  '没有',
  '然后',
  '这会',
  '一会',
  '随后',
  '背后',
  '特别',
  '区别',
  '级别',
  '个别',
  '性别',
  '差别',
  '类别',
  '分别',
])

export const overlap = (a: Hit, b: Hit): boolean => a.start < b.end && b.start < a.end
