/** Keeps the slots with the highest scores: a heap whose root is the lowest of them, in typed arrays. */
export interface BestSlots {
  /** A score must be above this to get in. */
  bar(): number
  add(slot: number, score: number): void
  readonly count: number
  slotAt(place: number): number
  scoreAt(place: number): number
}

export function createBestSlots(room: number): BestSlots {
  const slots = new Int32Array(room)
  const scores = new Float32Array(room)
  let count = 0

  function put(at: number, slot: number, score: number): void {
    slots[at] = slot
    scores[at] = score
  }

  function rise(from: number, slot: number, score: number): void {
    let at = from
    while (at > 0) {
      const parent = (at - 1) >> 1
      if ((scores[parent] as number) <= score) break
      put(at, slots[parent] as number, scores[parent] as number)
      at = parent
    }
    put(at, slot, score)
  }

  function sink(slot: number, score: number): void {
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= count) break
      if (child + 1 < count && (scores[child + 1] as number) < (scores[child] as number)) child++
      if ((scores[child] as number) >= score) break
      put(at, slots[child] as number, scores[child] as number)
      at = child
    }
    put(at, slot, score)
  }

  return {
    bar: () => (count < room ? 0 : (scores[0] as number)),
    add(slot, score) {
      if (count < room) rise(count++, slot, score)
      else sink(slot, score)
    },
    get count() {
      return count
    },
    slotAt: (place) => slots[place] as number,
    scoreAt: (place) => scores[place] as number,
  }
}
