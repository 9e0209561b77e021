import { beatLine, closeLine, openLine } from '../../../records/handoff/presence'
import { may } from '../access/policy'
import type { Principal } from '../access/principal'
import type { ConsoleDeps } from '../console-deps'

/** An open live line of somebody who may serve means that they sit at their desk; a program's line means nothing. */
export function deskLine(
  deps: Pick<ConsoleDeps, 'db' | 'clock' | 'log'>,
  principal: Principal,
): { beat: () => void; close: () => void } {
  const { accountId, role } = principal
  if (accountId === null || !may(role, 'talks.serve')) return { beat: () => {}, close: () => {} }
  const warn = (err: unknown) => deps.log.warn({ err }, 'presence at the desk could not be noted')
  // Who is at the desk is worth less than the live view: that goes on without, and waits for nothing here.
  let id: string | null = null
  let open = true
  let last: Promise<unknown> = Promise.resolve()
  // One after the other: a beat on its way must not come after the end, nor the end before the beginning.
  const next = (work: () => Promise<unknown>) => void (last = last.then(work).catch(warn))
  next(async () => {
    if (open) id = await openLine(deps.db, accountId, deps.clock.now())
  })
  return {
    beat: () => next(async () => (open && id !== null ? beatLine(deps.db, { id, accountId }) : undefined)),
    close: () => {
      open = false
      next(async () => (id === null ? undefined : closeLine(deps.db, id)))
    },
  }
}
