import { timeWords } from '../../../time-words'

/** What a handoff's card tells; it is open for more (contract.md §4), so everything is looked at before it is shown. */
export interface Card {
  /** A model's few lines, where there is one; beside the facts, never instead of them. */
  summary: string
  facts: { label: string; value: string }[]
  said: string[]
  attempts: string[]
  promises: string[]
  mood: { label: string; tippedBy: string; signals: string[] } | null
  doNotAskAgain: string[]
}

export function readCard(card: Record<string, unknown>): Card {
  const facts = objectOf(card.facts)
  const mood = objectOf(card.mood)
  return {
    summary: textOf(card.summary),
    facts: [
      ...FACTS.map(([key, label]) => ({ label, value: textOf(facts[key]) })),
      { label: '身份', value: roleOf(facts) },
      { label: '上次接待', value: lastServedOf(card) },
    ].filter(({ value }) => value !== ''),
    said: listOf(facts.said).map(textOf).filter(Boolean),
    attempts: listOf(card.attempts).map((attempt) => {
      const { question, times, article } = objectOf(attempt)
      const asked = `${textOf(question)}${typeof times === 'number' && times > 1 ? `（问过${times}次）` : ''}`
      return textOf(article) === '' || textOf(article) === textOf(question) ? asked : `${asked} → ${textOf(article)}`
    }),
    promises: listOf(card.promises)
      .map((promise) => {
        const { number, what, dueAt, late } = objectOf(promise)
        const due = textOf(dueAt) === '' ? '' : `${timeWords(textOf(dueAt))}前${late === true ? '（已超时）' : ''}`
        return [textOf(number), textOf(what), due].filter(Boolean).join(' ')
      })
      .filter(Boolean),
    mood:
      textOf(mood.label) === ''
        ? null
        : {
            label: MOOD[textOf(mood.label)] ?? textOf(mood.label),
            tippedBy: textOf(mood.tippedBy),
            signals: listOf(mood.signals).map((signal) => SIGNAL[textOf(signal)] ?? textOf(signal)),
          },
    doNotAskAgain: listOf(card.doNotAskAgain).map(textOf).filter(Boolean),
  }
}

/** What tipped it, by the sentence it stands in: what was recognised is a piece of one, like 「梯停了，我被困」. */
export function tippedWords(evidence: readonly string[], card: Card): string[] {
  const sentences = [card.mood?.tippedBy ?? '', ...card.said]
  return [...new Set(evidence.map((words) => sentences.find((sentence) => sentence.includes(words)) ?? words))]
}

const FACTS = [
  ['name', '称呼'],
  ['phone', '电话'],
  ['home', '门牌'],
  ['community', '小区'],
] as const

const ROLE: Record<string, string> = { owner: '业主', tenant: '租户', family: '家人', agent: '代办' }

function roleOf(facts: Record<string, unknown>): string {
  const role = ROLE[textOf(facts.role)]
  return role === undefined ? '' : `${role}${facts.verified === true ? '' : '（自己说的，未核实）'}`
}

/** Who served last and what they left: the owner must not tell it again (domain.md C9). */
function lastServedOf(card: Record<string, unknown>): string {
  const { by, name, summary } = objectOf(card.lastServed)
  return [textOf(name) || textOf(by), textOf(summary)].filter(Boolean).join('：')
}

const MOOD: Record<string, string> = { positive: '满意', neutral: '平静', negative: '不满', angry: '激动' }

const SIGNAL: Record<string, string> = {
  threat: '提到投诉或曝光',
  repeat: '反复反映',
  broken_promise: '承诺没兑现',
  sarcasm: '说反话',
  abuse: '言语激烈',
  distress: '情绪低落',
  false_completion: '没修好却说修好了',
  vulnerable: '老人、孕妇或孩子',
}

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
