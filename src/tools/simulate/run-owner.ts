import { SeededRandom } from '../../emulator/random'
import { judge } from '../eval/dialog/judge'
import { optionsOf, transcript } from '../eval/dialog/play'
import type { Played } from '../eval/dialog/play'
import type { Step } from '../eval/dialog/conversation'
import type { Reply, Stage } from '../eval/dialog/stage'
import { listCases } from '../../records/case/find-cases'
import { caseView } from '../../records/case/case-view'
import { listHandoffs } from '../../records/handoff/find-handoffs'
import { nextMove } from './answer'
import { makeGoal } from './goal'
import type { Goal, GoalKind } from './goal'
import type { Persona } from './persona'

export interface Outcome {
  goal: GoalKind
  persona: string
  seed: number
  end: 'reached' | 'person' | 'missed'
  /** Turns the owner needed, for what was filed. */
  turns: number
  /** Rules of politeness, budget and repetition that were broken. */
  faults: string[]
  transcript: string
}

export interface Know {
  questions: readonly { query: string; gold: string }[]
  /** How an answer of this article begins, filled for the community. */
  answerOf: (article: string) => string
  questionOf: (article: string) => string
}

const MOST_TURNS = 12
const ZONE = 'Asia/Shanghai'

/** One owner with one goal talks to the real engine until it is reached, a person has it, or patience ends. */
export async function runOwner(
  stage: Stage,
  kind: GoalKind,
  persona: Persona,
  seed: number,
  know: Know,
): Promise<Outcome> {
  const random = new SeededRandom(seed)
  const goal = makeGoal(kind, random, know.questions)
  const played: Played = { broke: null, steps: [], cases: [], handoffs: [] }
  const script = [
    ...(persona.before?.(random) ?? []).map((words) => [words]),
    ...goal.opening.map((words) => persona.style(words, random)),
  ]
  let end: Outcome['end'] = 'missed'
  let tries = 0
  let strayed = false
  let tap: { id: string; label: string } | null = null
  let replies: Reply[] = []

  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const said = script.shift()
    if (said === undefined && tap === null) break
    replies = tap ? await stage.send([{ kind: 'menu', menuId: tap.id, text: tap.label }]) : await stage.send(said!)
    played.steps.push({ step: (tap ? { menu: tap.label } : { say: said }) as Step, replies })
    tap = null
    await readRecords(stage, played)
    if (script.length > 0) continue
    const now = endOf(goal, played, know)
    if (now !== null) {
      end = now
      break
    }
    if (persona.strays && !strayed && turn > 0) {
      strayed = true
      script.push([random.next() < 0.5 ? persona.strays[0]! : persona.strays.at(-1)!])
      continue
    }
    const move = nextMove(goal, replies, { ...persona, tries, wanted: goal.article && know.questionOf(goal.article) })
    if (move === null) break
    if ('tap' in move) {
      tap = replies.flatMap(optionsOf).find(({ label }) => label === move.tap) ?? null
      if (tap) continue
    }
    const words = 'say' in move ? move.say : goal.again
    if (words === goal.again) tries++
    script.push(persona.style(words, random))
  }
  const talk = { id: `${kind}/${persona.name}/${seed}`, turns: played.steps.map(({ step }) => step) }
  return {
    goal: kind,
    persona: persona.name,
    seed,
    end,
    turns: played.steps.length,
    faults: judge(talk, played),
    transcript: transcript(talk, played),
  }
}

async function readRecords(stage: Stage, played: Played): Promise<void> {
  const cases = await listCases(stage.db, { limit: 100 })
  played.cases = cases.items.map((found) => caseView(found, ZONE))
  const handoffs = await listHandoffs(stage.db, { limit: 100 })
  played.handoffs = handoffs.items.map(({ reason, status, evidence, card }) => ({ reason, status, evidence, card }))
}

const CASE_KIND: Partial<Record<GoalKind, string>> = {
  'repair-home': 'repair',
  'repair-public': 'repair',
  correction: 'repair',
  complaint: 'complaint',
  suggestion: 'suggestion',
  praise: 'praise',
  visitor: 'application',
}

/** Where the owner's matter stands: on record as it is true, in a person's hands, or neither yet (null). */
function endOf(goal: Goal, played: Played, know: Know): Outcome['end'] | null {
  const wanted = CASE_KIND[goal.kind]
  const filed = played.cases.filter(({ kind }) => kind === wanted)
  const isHeld = played.handoffs.some(({ status }) => status !== 'closed')
  if (wanted && filed.length > 0) {
    const standing = doorOf(goal, filed[0]!)
    return standing === 'unsaid' && isHeld ? 'person' : standing === 'right' ? 'reached' : 'missed'
  }
  const said = played.steps
    .at(-1)!
    .replies.map(({ text }) => text)
    .join('\n')
  if (goal.kind === 'emergency' && played.cases.some(({ kind }) => kind === 'emergency')) return 'reached'
  if (goal.kind === 'cancel' && played.cases.length === 0 && /不登记|没有正在办/.test(said)) return 'reached'
  if (goal.kind === 'question' && said.includes(know.answerOf(goal.article!))) return 'reached'
  if (isHeld) return goal.kind === 'person' ? 'reached' : 'person'
  // What sounds like a matter to be mended or looked into has become one: somebody answers for it.
  if (goal.kind === 'question' && played.cases.length > 0) return 'person'
  return null
}

/**
 * A repair at the wrong door is worse than none; one filed in anger before the door was said is asked for by the person who was
 * called.
 */
function doorOf({ kind, facts }: Goal, filed: Record<string, unknown>): 'right' | 'wrong' | 'unsaid' {
  if (kind !== 'repair-home' && kind !== 'correction') return 'right'
  const { building, unit, room } = filed['location'] as Record<string, string | null>
  if (building === null && unit === null && room === null) return 'unsaid'
  return building === facts.building && unit === facts.unit && room === facts.room ? 'right' : 'wrong'
}
