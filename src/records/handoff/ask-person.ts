import type { Queryable } from '../../platform/database/db'
import { scheduleJob } from '../../queue/schedule'
import { lockTalk } from '../lock-talk'
import { makePromise } from '../promise/promise'
import { endJoinPromises } from '../promise/end-promises'
import { peopleForStep, type Matter, type Person } from './choose-person'
import { getHandoff, type AskedPerson, type Handoff } from './handoff'
import type { ChainStep, ServicePolicy } from './service-policy'

/** Nobody of those who were asked has come in time; body `{handoffId, step}`. */
export const UNANSWERED_JOB = 'handoff-unanswered'
/** People are back at work: whoever waited over night is theirs; body `{handoffId}`. */
export const OPENING_JOB = 'handoff-opening'

/** Each step of a handoff is waited for once. */
export function unansweredKey(handoffId: string, step: number): string {
  return `${UNANSWERED_JOB}:${handoffId}:${step}`
}

export interface NextStep {
  step: number
  minutes: number
  people: Person[]
}

/** The steps that hold for a handoff: danger has its own, shorter chain. */
export function stepsFor(policy: ServicePolicy, reason: string): readonly ChainStep[] {
  return reason === 'emergency' ? policy.handoff.emergency : policy.handoff.steps
}

/** The next step after `step` at which somebody can be asked; null when the chain is at its end. Steps with nobody are passed over. */
export async function nextStep(
  tx: Queryable,
  question: {
    policy: ServicePolicy
    reason: string
    step: number
    asked: readonly AskedPerson[]
    matter: Matter
    at: Date
    zone: string
    receiving?: readonly string[] | null
  },
): Promise<NextStep | null> {
  const steps = stepsFor(question.policy, question.reason)
  const except = question.asked.map(({ staff }) => staff)
  for (let step = question.step + 1; step < steps.length; step++) {
    const { ask, minutes } = steps[step]!
    const people = await peopleForStep(tx, { ...question, ask, except })
    const chosen = ask === 'on_call' ? people : people.slice(0, 1)
    if (chosen.length > 0) return { step, minutes, people: chosen }
  }
  return null
}

/**
 * Writes down who was asked and by when they are expected: the ledger's row and the job that looks whether they came. The owner's
 * words and the notice to staff are the caller's.
 */
export async function askPeople(
  tx: Queryable,
  handoffId: string,
  next: NextStep,
  facts: { at: Date; now: Date; promised: boolean },
): Promise<void> {
  const found = await getHandoff(tx, handoffId)
  await lockTalk(tx, found.conversationId)
  const asked: AskedPerson[] = next.people.map(({ staff, name }) => ({
    staff,
    name,
    step: next.step,
    at: facts.at.toISOString(),
  }))
  await tx.query(
    'ask-people',
    `update handoff set step = $2, asked = asked || $3::jsonb where id = $1 and status <> 'closed'`,
    [handoffId, next.step, JSON.stringify(asked)],
  )
  const waitMs = next.minutes * 60_000
  // Whoever was expected before has not come: that word is broken, whoever is asked now.
  await endJoinPromises(tx, handoffId, { at: facts.at, ending: 'broken' })
  if (facts.promised) await promiseToJoin(tx, found, next, facts, waitMs)
  await scheduleJob(tx, {
    kind: UNANSWERED_JOB,
    key: unansweredKey(handoffId, next.step),
    dueAt: new Date(facts.now.getTime() + waitMs),
    body: { handoffId, step: next.step },
  })
}

async function promiseToJoin(
  tx: Queryable,
  found: Handoff,
  next: NextStep,
  facts: { at: Date; now: Date },
  waitMs: number,
): Promise<void> {
  await makePromise(tx, {
    conversationId: found.conversationId,
    personId: found.personId,
    communityId: found.communityId,
    caseId: found.caseId,
    handoffId: found.id,
    kind: 'join',
    step: next.step,
    what: `${next.people[0]?.name || '同事'}接入对话`,
    dueAt: new Date(facts.at.getTime() + waitMs),
    at: facts.at,
    now: facts.now,
  })
}

/** Nobody came and nobody is left to ask: the bot serves on, as with nobody on duty (design D9). */
export async function giveUpWaiting(
  tx: Queryable,
  handoffId: string,
  facts: { at: Date; caseId: string | null; end: number },
): Promise<void> {
  await tx.query(
    'give-up-waiting',
    `update handoff set staffed = false, step = $3, case_id = coalesce(case_id, $2) where id = $1 and status = 'waiting'`,
    [handoffId, facts.caseId, facts.end],
  )
  await endJoinPromises(tx, handoffId, { at: facts.at, ending: 'broken' })
}
