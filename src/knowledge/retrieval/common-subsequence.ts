/**
 * Weight of the heaviest common subsequence of two texts: the same characters in the same order, whatever stands
 * between. Unlike counting shared terms it tells 业主怎么投诉物业 from 物业怎么投诉业主, and a gap costs nothing.
 *
 * `left` and `right` hold numbers of distinct characters, `weights` what a match at that place of `left` is worth.
 * `present` is not 0 for the numbers that stand in `right`: the rest of `left` changes nothing and is passed over.
 */
export function commonSubsequence(
  left: Uint8Array,
  weights: Float32Array,
  leftLength: number,
  right: Uint8Array,
  rightLength: number,
  present: Uint8Array,
): number {
  // One row is enough: `diagonal` keeps the value of the row above that the walk has just overwritten.
  row.fill(0, 0, rightLength + 1)
  for (let at = 0; at < leftLength; at++) {
    const character = left[at] as number
    if (present[character] === 0) continue
    const weight = weights[at] as number
    let diagonal = 0
    let before = 0
    for (let column = 1; column <= rightLength; column++) {
      const above = row[column] as number
      if (right[column - 1] === character) {
        const taken = diagonal + weight
        before = taken > above ? (taken > before ? taken : before) : above > before ? above : before
      } else if (above > before) before = above
      row[column] = before
      diagonal = above
    }
  }
  return row[rightLength] as number
}

/** The longest text compared; questions beyond it are compared by their first part. */
export const LONGEST_COMPARED = 128
const row = new Float32Array(LONGEST_COMPARED + 1)
