import { createHash } from 'node:crypto'

/** One in five of each community's complaints of the day, at least one. */
export const SPOT_CHECK_SHARE = 0.2

/** Told with the list, so that anybody can draw it again without us. */
export const SPOT_CHECK_RULE =
  '每个小区当天的投诉，按“日期|工单号”的 SHA-256 值（十六进制小写）从小到大排，取前 20%（向上取整，至少 1 件）。'

/**
 * Which complaints somebody looks into (domain.md B3, 抽查): drawn by day and number alone, so that nobody chooses, and the same
 * day gives the same list to everybody who may see the community.
 */
export function drawSpotChecks<T extends { number: string; community: string | null }>(
  day: string,
  rows: readonly T[],
): T[] {
  const places = new Map<string, T[]>()
  for (const row of rows) places.set(row.community ?? '', [...(places.get(row.community ?? '') ?? []), row])
  const drawn = [...places.values()].flatMap((of) =>
    [...of]
      .sort((a, b) => (spotCheckHash(day, a.number) < spotCheckHash(day, b.number) ? -1 : 1))
      .slice(0, Math.ceil(of.length * SPOT_CHECK_SHARE)),
  )
  return rows.filter((row) => drawn.includes(row))
}

export function spotCheckHash(day: string, number: string): string {
  return createHash('sha256').update(`${day}|${number}`).digest('hex')
}
