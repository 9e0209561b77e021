/** Every time that means something comes through here, so that tests move it instead of waiting. Leases alone use the database's clock. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/** A clock that stands still until told otherwise. */
export class ManualClock implements Clock {
  private currentMs: number

  constructor(start: Date | string) {
    this.currentMs = new Date(start).getTime()
  }

  now(): Date {
    return new Date(this.currentMs)
  }

  /** Moves forward by `ms` milliseconds. */
  advance(ms: number): void {
    this.currentMs += ms
  }

  set(at: Date | string): void {
    this.currentMs = new Date(at).getTime()
  }
}
