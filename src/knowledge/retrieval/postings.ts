/** An impact is a share of this: saturated, length-normalised frequency in one byte. */
export const HIGHEST_IMPACT = 255

/** The documents that hold one term, in ascending slot order, each with its impact (1–255). */
export interface PostingList {
  slots: Int32Array
  impacts: Uint8Array
  length: number
  /** Living documents among them; removed ones stay in the arrays until the index is compacted. */
  documents: number
}

export function createPostingList(): PostingList {
  return { slots: new Int32Array(2), impacts: new Uint8Array(2), length: 0, documents: 0 }
}

/** Slots only grow, so appending keeps the order. */
export function appendPosting(list: PostingList, slot: number, impact: number): void {
  if (list.length === list.slots.length) {
    const slots = new Int32Array(list.length * 2)
    const impacts = new Uint8Array(list.length * 2)
    slots.set(list.slots)
    impacts.set(list.impacts)
    list.slots = slots
    list.impacts = impacts
  }
  list.slots[list.length] = slot
  list.impacts[list.length] = impact
  list.length += 1
  list.documents += 1
}

/** The impact in one document, 0 if the term is not in it. */
export function impactIn(list: PostingList, slot: number): number {
  let low = 0
  let high = list.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = list.slots[middle] ?? 0
    if (found === slot) return list.impacts[middle] ?? 0
    if (found < slot) low = middle + 1
    else high = middle - 1
  }
  return 0
}
