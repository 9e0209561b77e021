/**
 * Weight of the heaviest common subsequence of two texts: the same words in the same order, whatever stands between.
 * Unlike counting shared terms it tells 业主怎么投诉物业 from 物业怎么投诉业主, and a gap costs nothing.
 */
export function commonSubsequence(
  left: string,
  right: string,
  weightOf: (code: number) => number,
): number {
  const width = right.length + 1
  let before = scratchA.length >= width ? scratchA : (scratchA = new Float64Array(width * 2))
  let current = scratchB.length >= width ? scratchB : (scratchB = new Float64Array(width * 2))
  before.fill(0, 0, width)
  for (let row = 0; row < left.length; row++) {
    const code = left.charCodeAt(row)
    const weight = weightOf(code)
    current[0] = 0
    for (let column = 1; column < width; column++) {
      const left1 = current[column - 1] ?? 0
      const above = before[column] ?? 0
      current[column] =
        weight > 0 && right.charCodeAt(column - 1) === code
          ? (before[column - 1] ?? 0) + weight
          : above > left1
            ? above
            : left1
    }
    const swap = before
    before = current
    current = swap
  }
  return before[right.length] ?? 0
}

/** Reused between calls: a search compares some hundred pairs and would otherwise leave as many arrays to collect. */
let scratchA = new Float64Array(256)
let scratchB = new Float64Array(256)
