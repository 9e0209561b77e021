import { z } from 'zod'
import { InboundMessage } from '../../messages/inbound'
import type { Arrival } from '../../queue/arrival'

/** An arrival as it waits in the store. */
export const HeldArrival = z.object({
  message: InboundMessage,
  author: z.enum(['owner', 'staff', 'system']),
  authorId: z.string().optional(),
  direction: z.enum(['in', 'out']),
  turn: z.boolean(),
  communityId: z.string().optional(),
}) satisfies z.ZodType<Arrival>

/** An owner's messages that belong together, oldest first. */
export type HeldByUser = Map<string, Arrival[]>

/** Younger than this an item is fresh and answered as always. */
const FRESH_MS = 10 * 60_000
/** Messages no further apart than this are one question: a turn answers them together. */
const BURST_MS = 5 * 60_000
/** An open question is still answered within half a day; after that an answer out of nowhere only confuses. */
const ANSWERABLE_MS = 12 * 3600_000

/**
 * Catch-up mode, after a first start, a lost cursor or a long stop (wecom-protocol §5.10): everything is stored, but of what
 * is old only the newest open question of each owner may be answered. Which one that is shows when all pages are in, so it
 * is held back: `held` is changed in place, what is returned goes to the inbox now.
 */
export function sortOut(arrivals: readonly Arrival[], held: HeldByUser, now: Date): Arrival[] {
  const accepted: Arrival[] = []
  const release = (user: string, turn: boolean): void => {
    for (const arrival of held.get(user) ?? []) accepted.push({ ...arrival, turn })
    held.delete(user)
  }
  for (const arrival of arrivals) {
    const { user, at, content } = arrival.message
    const waiting = held.get(user) ?? []
    if (waiting.some(({ message }) => message.id === arrival.message.id)) continue
    // Taken back before anybody answered: on record now, so that the recall finds what it erases, and no question any more.
    const recalled = content.kind === 'recall' ? waiting.find((one) => one.message.sourceId === content.sourceId) : null
    if (recalled) {
      held.set(
        user,
        waiting.filter((one) => one !== recalled),
      )
      accepted.push({ ...recalled, turn: false })
    }
    // Staff spoke or took over: whatever was open before is theirs.
    if (arrival.author === 'staff' || content.kind === 'session') release(user, false)
    if (!isQuestion(arrival)) {
      accepted.push(arrival)
      continue
    }
    const last = waiting.at(-1)?.message.at ?? at
    const together = at.getTime() - last.getTime() <= BURST_MS
    const fresh = now.getTime() - at.getTime() <= FRESH_MS
    if (!together) release(user, false)
    if (fresh) {
      release(user, true)
      accepted.push(arrival)
    } else held.set(user, [...(held.get(user) ?? []), arrival])
  }
  return accepted
}

/** All pages are in: the newest questions go, with an answer if they are not too old for one. */
export function releaseAll(held: HeldByUser, now: Date): Arrival[] {
  return [...held.values()].flatMap((burst) => {
    const newest = burst.at(-1)?.message.at ?? now
    const turn = now.getTime() - newest.getTime() <= ANSWERABLE_MS
    return burst.map((arrival) => ({ ...arrival, turn }))
  })
}

function isQuestion({ author, turn }: Arrival): boolean {
  return author === 'owner' && turn
}
