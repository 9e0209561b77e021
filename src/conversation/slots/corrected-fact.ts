import type { SlotDefinition } from '../../dialogs/definition'
import { readCorrection } from './correction'

/**
 * A short answer that is taken back: by its name (「车牌写错了，是苏A66666」), or by words that look like the known one
 * (「不对，是苏A66666」). Null when nothing says that this fact is meant.
 */
export function correctedFact(slot: SlotDefinition, known: string | undefined, text: string): string | null {
  const named = namedBy(slot, text)
  if (named !== null) return named
  const right = readCorrection(text)?.right.replace(EDGES, '')
  if (right === undefined || right === '' || known === undefined || right === known) return null
  return isCode(known) && isCode(right) && looksLike(right, known) ? right : null
}

function namedBy(slot: SlotDefinition, text: string): string | null {
  const label = slot.short?.zh.replace(/[（(].*$/u, '') ?? ''
  if (!/^\p{Script=Han}{2,6}$/u.test(label)) return null
  const stem = label.length > 2 ? `${escape(label.slice(0, -1))}(?:${escape(label.slice(-1))})?` : escape(label)
  const taken = new RegExp(
    `${stem}(?:码)?(?:我)?(?:刚才)?(?:(?:说|写|打|发|填|报)?(?:错|反)(?:了|啦)?|不对|(?:要)?(?:改|换)(?:一?下|了)?)[，,。；;\\s]*(?:应该)?(?:是|为|成|改成|改为|换成)?(.+)$`,
    'u',
  ).exec(text.trim())
  const right = taken?.[1]?.replace(EDGES, '') ?? ''
  return right === '' ? null : right
}

/** Letters and digits carry it; 「张三」 and 「一位」 look like anything. */
const isCode = (text: string): boolean => /\d/.test(text) && /^\p{Script=Han}?[A-Za-z0-9·\-\s]{4,}$/u.test(text)
/** The plate of an electric car is one longer. */
const looksLike = (one: string, other: string): boolean =>
  /^\p{Script=Han}/u.test(one) === /^\p{Script=Han}/u.test(other) &&
  Math.abs(codeOf(one).length - codeOf(other).length) <= 1
const codeOf = (text: string): string => text.replace(/[^A-Za-z0-9]/g, '')
const EDGES = /^[，,。；;：:\s]+|[，,。；;！!\s]+$/gu
const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
