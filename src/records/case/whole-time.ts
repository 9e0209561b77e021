/** What people name as a time: five minutes, no finer. */
const STEP_MS = 5 * 60_000
/** A quarter of an hour is run to the minute; from here on somebody says 「12点前」, not 「12:01前」. */
const SHORTEST_MS = 60 * 60_000

/**
 * A due time as a person would name it. Earlier rather than later, so that no limit of the table is passed; the ledger keeps this
 * very time, because it is the one the owner was told (C1).
 */
export function wholeTime(from: Date, due: Date): Date {
  if (due.getTime() - from.getTime() < SHORTEST_MS) return due
  return new Date(Math.floor(due.getTime() / STEP_MS) * STEP_MS)
}
