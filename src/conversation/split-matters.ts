import type { Intent, Understanding } from '../understanding/understanding'
import { isOnlyCourtesy } from './core-of'

/** A part of a message that is a matter of its own. */
export interface Part {
  text: string
  understanding: Understanding
}

/** Words by which people turn to a second matter. */
const TURN =
  /(?:[，,。；;！!？?\s]+)(?=(?:另外|还有(?:个|一个|一件)?(?:事|我)?|再(?:就是|一个|有)|顺便|此外|对了|而且我要|我还要|也想|also|and (?:also|another)))|(?=顺便(?:问|查|咨询|打听))/i
const OPENER = /^(另外|还有(个|一个|一件)?事?|再(就是|一个|有)|顺便|此外|对了|also|and also)[，,：:\s]*/i
const MATTERS: readonly Intent[] = ['repair', 'complaint', 'faq', 'suggestion', 'praise']

/**
 * Two matters in one message (a repair and a complaint, a question and a repair) become parts in the order they were said; words
 * that are no matter stay with the part before. One matter, or several of one kind, is null: nothing to take apart.
 */
export function splitMatters(
  text: string,
  understand: (part: string) => Understanding,
  /** Inside a guided talk: whether words answer it, so that a question beside them is a second matter. */
  isFacts: (part: string) => boolean = () => false,
): Part[] | null {
  const pieces = text.split(TURN).filter((piece) => piece.trim() !== '')
  if (pieces.length < 2) return null
  const parts: Part[] = []
  for (const piece of pieces) {
    const said = piece.replace(OPENER, '').trim()
    const understanding = understand(said)
    const last = parts.at(-1)
    const isMatter = MATTERS.includes(understanding.intent)
    // What is said again of a matter told before another one belongs to it.
    const same = isMatter ? parts.find((part) => part.understanding.intent === understanding.intent) : last
    if (same) same.text += `，${said}`
    else parts.push({ text: said, understanding })
  }
  const matters = parts.filter((part) => MATTERS.includes(part.understanding.intent) && !isFacts(part.text))
  const asksBeside =
    matters.length === 1 && matters[0]!.understanding.intent === 'faq' && parts.some((part) => isFacts(part.text))
  if (matters.length < 2 && !asksBeside) return null
  return parts.map((part) => ({ ...part, understanding: understand(part.text) }))
}

/**
 * 「保安小李很热心，就是保洁太差了」: thanks to one and trouble with another are two matters, the trouble first; thanks to nobody named stay with
 * the trouble, which is then the whole of it. Null where nobody is praised, or where the praise is bitter.
 */
export function splitPraise(text: string, understand: (part: string) => Understanding): Part[] | null {
  const said: { text: string; kind: 'praise' | 'trouble'; understanding: Understanding }[] = []
  let loose = ''
  for (const piece of text.split(STRETCH).filter((each) => each.trim() !== '')) {
    const understanding = understand(piece.replace(BUT, '').trim())
    const kind = kindOf(piece, understanding)
    const last = said.at(-1)
    if (understanding.signals.includes('sarcasm')) return null
    if (kind === null) {
      if (last) last.text += piece
      else loose += piece
    } else if (last?.kind === kind) last.text += piece
    else said.push({ text: piece, kind, understanding })
  }
  const [first, second, ...more] = said
  if (first === undefined || second === undefined || more.length > 0) return null
  first.text = loose + first.text
  const [praise, trouble] = first.kind === 'praise' ? [first, second] : [second, first]
  const isNamed = SOMEBODY.test(praise.text)
  if (!BUT.test(second.text) && !isNamed) return null
  const plain = { ...trouble.understanding, unsure: undefined, alsoIntents: [] }
  if (!isNamed) return [{ text, understanding: plain }]
  return [
    { text: tidy(trouble.text), understanding: plain },
    { text: tidy(praise.text), understanding: { ...praise.understanding, intent: 'praise', unsure: undefined } },
  ]
}

function kindOf(piece: string, { intent, confidence, sentiment }: Understanding): 'praise' | 'trouble' | null {
  const isGood = sentiment.label === 'positive'
  if (intent === 'praise' && (isGood || confidence >= SURE) && GOOD.test(piece) && !isOnlyCourtesy(piece))
    return 'praise'
  return !isGood && (intent === 'complaint' || intent === 'repair') && confidence >= SURE ? 'trouble' : null
}

const SURE = 0.7
const tidy = (words: string): string =>
  words
    .trim()
    .replace(BUT, '')
    .replace(/^[\s\p{P}]+|[，,、；;\s]+$/gu, '')
const STRETCH = /(?<=[，,。；;！!？?\n\s])(?![，,。；;！!？?\n\s])|(?=但是?|不过|可是|只是|就是(?!说|因为|那))/u
const BUT = /^(?:但是?|不过|可是|只是|就是|然而|可)(?:说|呢|吧)?[，,\s]*/u
const GOOD = /好|热心|负责|耐心|认真|细心|及时|快|贴心|周到|客气|热情|专业|利索|干净|不错|棒|赞|表扬|帮|辛苦/u
/** Thanks are passed on to somebody. */
const SOMEBODY =
  /保安|门卫|门岗|保洁|阿姨|大姐|大叔|管家|师傅|师父|前台|客服|经理|主管|工程|维修|电工|水工|园丁|绿化|工作人员|员工|同事|小[\p{Script=Han}]|老[张王李赵刘陈杨黄周吴徐孙马朱胡林郭何高罗郑梁]|[\p{Script=Han}](?:工|姐|哥)/u
