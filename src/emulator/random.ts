/** A small seeded generator (mulberry32): the same seed replays the same faults and ids. */
export class SeededRandom {
  private state: number
  private count = 0
  private readonly mark: string

  constructor(seed: number) {
    this.state = seed >>> 0
    this.mark = Math.floor(this.next() * 36 ** 6)
      .toString(36)
      .padStart(6, '0')
  }

  /** 0 ≤ x < 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let t = this.state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  /** Unique within a run and, through the seed's mark, between runs: a bot must not take a new message for an old one. */
  id(prefix: string): string {
    this.count += 1
    return `${prefix}${this.mark}${this.count.toString(36).padStart(4, '0')}`
  }

  /** Decimal and above 2^53, as MsgId of app messages is: it must be kept as text. */
  bigNumber(): string {
    this.count += 1
    return `7${String(Math.floor(this.next() * 1e9)).padStart(9, '0')}${String(this.count).padStart(9, '0')}`
  }
}
