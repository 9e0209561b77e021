import type { Lexicon } from '../lexicon'
import { readText } from '../read-text'
import { countMood } from './sentiment'

/** One exchange of a talk: what the owner said, and what was answered to it. */
export interface TalkTurn {
  owner: string
  answer?: string
}

/**
 * How likely the owner is dissatisfied at the last turn, 0 to 1, from the whole talk: most of it is not said in words of
 * anger but by asking again, by a question where an answer was due, by a refusal just received. The weights are few and set by
 * hand with an eye on the dev part of a public set, so that each can be argued about.
 */
export function dissatisfactionOf(turns: readonly TalkTurn[], lexicon: Lexicon): number {
  const last = turns.at(-1)
  if (!last) return 0
  const before = turns.slice(0, -1)
  let points = -1.1
  for (const { name, weight } of WEIGHTS) points += weight * signalsOf(last, before, lexicon)[name]
  return 1 / (1 + Math.exp(-points))
}

export interface DissatisfactionSignals {
  upset: number
  angry: number
  glad: number
  asks: number
  denies: number
  agrees: number
  bare: number
  again: number
  refused: number
  unanswered: number
  mood: number
  asked: number
  long: number
}

const WEIGHTS: readonly { name: keyof DissatisfactionSignals; weight: number }[] = [
  { name: 'upset', weight: 0.5 },
  { name: 'angry', weight: 0.3 },
  { name: 'glad', weight: -1.2 },
  { name: 'asks', weight: 0.8 },
  { name: 'denies', weight: 1.1 },
  { name: 'agrees', weight: -1.3 },
  { name: 'bare', weight: -0.3 },
  { name: 'again', weight: 0.1 },
  { name: 'refused', weight: 0.2 },
  { name: 'unanswered', weight: 0.2 },
  { name: 'mood', weight: 0.7 },
  { name: 'asked', weight: -0.15 },
  { name: 'long', weight: -0.6 },
]

/** What each turn shows, 0 to 1 each; exported for the measuring of single signals. */
export function signalsOf(last: TalkTurn, before: readonly TalkTurn[], lexicon: Lexicon): DissatisfactionSignals {
  const text = last.owner
  const mood = countMood(readText(text, lexicon), lexicon)
  const earlier = before.slice(-4)
  const answer = before.at(-1)?.answer ?? ''
  return {
    upset: Math.min(1, mood.negative / 3),
    angry: Math.min(1, mood.angry / 3),
    glad: Number(mood.positive > 0 && mood.negative === 0),
    asks: Number(/[?？吗么呢]|什么|多久|几|哪|能不能|可以.{0,4}吗/.test(text)),
    denies: Number(/不(?!客气|用谢|错|好意思)|没(?!事|问题|了$)|错|无法|取消|退|投诉|差/.test(text)),
    agrees: Number(
      /^(?:好|嗯|恩|哦|行|可以|对|是|谢|ok|知道|明白|没事|没有?了|收到|了解|噢|额)/i.test(text) && text.length <= 12,
    ),
    bare: Number(!/[\u4e00-\u9fff]{2}/.test(text.replace(/\[[^\]]*\]|#E-\S+|[\dA-Za-z_]+/g, ''))),
    again: Number(earlier.some((turn) => alike(turn.owner, text))),
    refused: Number(/抱歉|不好意思|对不起|无法|不能|不支持|没有?办法|不可以|不行|没货|不了/.test(answer)),
    unanswered: Number(answer === '' && before.length > 0),
    mood: carried(earlier, lexicon),
    asked: Number(/[?？吗么]\s*$|请问|提供|麻烦您|哪/.test(answer.trim())),
    long: Math.min(1, text.length / 40),
  }
}

/** What is left of the mood of the turns before: half a turn later. */
function carried(earlier: readonly TalkTurn[], lexicon: Lexicon): number {
  let level = 0
  for (const turn of earlier) {
    const mood = countMood(readText(turn.owner, lexicon), lexicon)
    level = level * 0.6 + Math.min(1, (mood.negative + mood.angry) / 4) * 0.6 - (mood.positive > 0 ? 0.2 : 0)
    level = Math.max(0, level)
  }
  return Math.min(1, level)
}

function alike(a: string, b: string): boolean {
  if (a.length < 4 || b.length < 4) return false
  const pairs = new Set(Array.from({ length: a.length - 1 }, (_, index) => a.slice(index, index + 2)))
  let shared = 0
  for (let index = 0; index + 1 < b.length; index += 1) if (pairs.has(b.slice(index, index + 2))) shared += 1
  return shared / (b.length - 1) >= 0.6
}
