import { z } from 'zod'

/** A moment as a client gives it: ISO 8601 with its zone, to the second or to the minute. */
export const GivenTime = z.union(
  [z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })],
  'expected a time with its zone like 2026-11-23T10:00:00+08:00',
)
