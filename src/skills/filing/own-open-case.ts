import type { Turn } from '../../conversation/turn'
import type { Case } from '../../records/case/case'
import type { CaseKind } from '../../records/case/case-kinds'
import { casesOfUser } from '../../records/case/find-cases'
import { isAbout } from './is-about'

/**
 * The owner's own open case of these very words, or the complaint of this talk that a threat is about: said again, they press for an
 * answer and open nothing new (B15). Repairs and emergencies are told apart by fault and place instead (`sameMatterOf`).
 */
export async function ownOpenCase(
  turn: Turn,
  matter: { kind: CaseKind; summary: string; anonymous: boolean; except?: readonly string[] | undefined },
): Promise<Case | null> {
  if (!OWN_WORDS.includes(matter.kind)) return null
  const { channel, user } = turn.claimed.conversation
  const own = await casesOfUser(turn.db, { channel, user, onlyOpen: true })
  return (
    own.find(
      (one) =>
        one.kind === matter.kind &&
        one.status !== 'resolved' &&
        // Who asks not to be named now does not join what has their name.
        (one.anonymous || !matter.anonymous) &&
        // Nor does a complaint about somebody join what that person works on.
        !matter.except?.includes(one.assignee ?? one.ownerOfRecord ?? '') &&
        (isThreatAbout(turn, one, matter.summary) ||
          (one.anonymous === matter.anonymous && likeness(one.summary, matter.summary) >= SAME_WORDS)),
    ) ?? null
  )
}

const OWN_WORDS: readonly CaseKind[] = ['complaint', 'suggestion', 'praise', 'enquiry']
/** Somebody who repeats themselves changes a filler or two; another matter shares half of its pairs at most. */
const SAME_WORDS = 0.75

/** 「再没人理我就打12345」 presses for the complaint of this talk, named or not, unless it names a fault or place of its own. */
function isThreatAbout(turn: Turn, one: Case, text: string): boolean {
  const { caseInTalk: last } = turn.memory
  if (one.id !== last?.id || turn.at.getTime() - new Date(last.at).getTime() > IN_TALK_MS) return false
  if (one.kind !== 'complaint' || !turn.understanding.signals.includes('threat')) return false
  return isAbout(turn.services.reader, one, text)
}

const IN_TALK_MS = 24 * 3600_000

/** How much of the two texts is the same pairs of characters, 0 to 1 (Dice). */
function likeness(one: string, other: string): number {
  const pairsOfOne = pairs(one)
  const pairsOfOther = pairs(other)
  const shared = [...pairsOfOne].filter((pair) => pairsOfOther.has(pair)).length
  return (2 * shared) / Math.max(1, pairsOfOne.size + pairsOfOther.size)
}

function pairs(text: string): Set<string> {
  const characters = [...text.replace(/[\s\p{P}\p{S}]/gu, '').toLowerCase()]
  return new Set(characters.map((character, index) => character + (characters[index + 1] ?? '')))
}
