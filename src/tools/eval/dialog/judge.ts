import { isDeepStrictEqual } from 'node:util'
import { findBannedWord } from '../../../dialogs/banned-words'
import type { Conversation, Step } from './conversation'
import { optionsOf } from './play'
import type { Played } from './play'
import type { Reply } from './stage'

/** What was wrong with a played conversation, a line each; empty when all is as it must be. */
export function judge(conversation: Conversation, played: Played): string[] {
  const faults: string[] = played.broke === null ? [] : [played.broke]
  played.steps.forEach(({ step, replies }, index) => {
    for (const fault of faultsOfReply(step, replies)) faults.push(`turn ${index + 1}: ${fault}`)
  })
  const { expect = {} } = conversation
  const again = questionsTwice(played)
  if (again.length > (expect.repeats ?? 0)) faults.push(`asked twice: ${again.join(' / ')}`)
  if (expect.cases) faults.push(...compareAll('case', expect.cases, played.cases))
  if (expect.handoffs) faults.push(...compareAll('handoff', expect.handoffs, played.handoffs))
  return faults
}

/** A Chinese sentence with English marks looks careless. */
const HALF_WIDTH = /\p{Script=Han}[,;:!?]|[,;:!?]\p{Script=Han}/u
const UNFILLED = /[{}⟪⟫]|undefined|\bnull\b/
/** A WeChat bubble; an article may be longer. */
const LONGEST = 420

function faultsOfReply(step: Step, replies: Reply[]): string[] {
  const faults: string[] = []
  const said = replies.map((reply) => [reply.text, ...optionsOf(reply).map(({ label }) => label)].join('\n'))
  const all = said.join('\n')
  const isOwners = step.staff === undefined && step.act === undefined && step.jobs === undefined
  const most = step.messages ?? 2
  if (replies.length > most) faults.push(`${replies.length} messages, at most ${most}`)
  if (step.messages !== undefined && replies.length < step.messages)
    faults.push(`${replies.length} messages instead of ${step.messages}`)
  if (isOwners && step.messages === undefined && !step.recall && replies.length === 0) faults.push('no answer')
  for (const text of step.bot ?? []) if (!matches(all, text)) faults.push(`「${text}」 is missing`)
  for (const text of step.not ?? []) if (matches(all, text)) faults.push(`「${text}」 must not be said`)
  for (const label of step.options ?? [])
    if (!replies.some((reply) => optionsOf(reply).some((option) => option.label.includes(label))))
      faults.push(`no option 「${label}」`)
  const banned = findBannedWord(all)
  if (banned) faults.push(`banned word 「${banned.word}」`)
  const half = HALF_WIDTH.exec(all)
  if (half) faults.push(`half-width mark 「${half[0]}」`)
  if (UNFILLED.test(all)) faults.push(`something was left unfilled`)
  for (const text of said) if (text.length > LONGEST) faults.push(`${text.length} characters in one message`)
  return faults
}

function matches(all: string, wanted: string): boolean {
  const pattern = /^\/(.+)\/([a-z]*)$/s.exec(wanted)
  return pattern ? new RegExp(pattern[1]!, pattern[2]).test(all) : all.includes(wanted)
}

/** Said at every hello: an offer, no question that wants its answer remembered. */
const OFFER = /有什么可以帮您/

/** Questions that came in two turns of the same owner (B30: "remembered"). */
function questionsTwice(played: Played): string[] {
  const seen = new Set<string>()
  const again: string[] = []
  for (const { step, replies } of played.steps) {
    const here = new Set<string>()
    for (const reply of replies)
      for (const [question] of reply.text.matchAll(/[^。！？?!\n]{4,}[？?]/g)) here.add(question.trim())
    for (const question of here) {
      if (OFFER.test(question)) continue
      const key = `${step.by ?? ''}|${question.replace(/^\d+\.\s*/, '')}`
      if (seen.has(key)) again.push(question)
      seen.add(key)
    }
  }
  return again
}

function compareAll(what: string, wanted: Record<string, unknown>[], found: Record<string, unknown>[]): string[] {
  if (wanted.length !== found.length)
    return [`${found.length} ${what}s instead of ${wanted.length}: ${JSON.stringify(found.map(brief))}`]
  return wanted.flatMap((part, index) => differences(`${what} ${index + 1}`, part, found[index]))
}

function brief(one: Record<string, unknown>): unknown {
  const { number, kind, status, summary, reason, evidence } = one
  return { number, kind, status, summary, reason, evidence }
}

/** What is named must be so; a text `/…/` must match. Lists have as many members as named. */
function differences(where: string, wanted: unknown, found: unknown): string[] {
  if (typeof wanted === 'string' && /^\/.+\/[a-z]*$/s.test(wanted))
    return typeof found === 'string' && matches(found, wanted)
      ? []
      : [`${where}: ${JSON.stringify(found)} is not like ${wanted}`]
  if (Array.isArray(wanted)) {
    if (!Array.isArray(found) || found.length !== wanted.length)
      return [`${where}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`]
    return wanted.flatMap((part, index) => differences(`${where}[${index}]`, part, found[index]))
  }
  if (typeof wanted === 'object' && wanted !== null) {
    if (typeof found !== 'object' || found === null) return [`${where}: is ${JSON.stringify(found)}`]
    return Object.entries(wanted).flatMap(([key, part]) =>
      differences(`${where}.${key}`, part, (found as Record<string, unknown>)[key]),
    )
  }
  return isDeepStrictEqual(wanted, found)
    ? []
    : [`${where}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`]
}
