/**
 * Runs the competitors by turns, round after round: the machine's disk and neighbours drift by a factor of five within
 * minutes (storage.md §0), so only what ran side by side may be compared.
 */
export async function interleave<Name extends string, Result>(
  rounds: number,
  competitors: Record<Name, () => Promise<Result>>,
): Promise<Record<Name, Result[]>> {
  const names = Object.keys(competitors) as Name[]
  const results = Object.fromEntries(names.map((name) => [name, [] as Result[]])) as Record<Name, Result[]>
  // One unmeasured round: prepared statements, caches and the just-in-time compiler get warm for all alike.
  for (const name of names) await competitors[name]()
  for (let round = 0; round < rounds; round++)
    for (const name of round % 2 === 0 ? names : [...names].reverse()) results[name].push(await competitors[name]())
  return results
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** The value below which this share lies; the nearest one that was measured. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new Error('nothing was measured')
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
}
