import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import type { Clock } from '../../src/platform/clock'

/**
 * One source of time for several processes: eight bytes in a file, written by the test and read by everybody at every look,
 * so that nobody is ever told late.
 */
export class SharedClock implements Clock {
  private readonly file: number
  private readonly bytes = Buffer.alloc(8)

  /** Opens the source; with `start` it is made. */
  constructor(path: string, start?: Date | string) {
    this.file = openSync(path, start === undefined ? 'r' : 'w+')
    if (start !== undefined) this.set(start)
  }

  now(): Date {
    readSync(this.file, this.bytes, 0, 8, 0)
    return new Date(this.bytes.readDoubleLE())
  }

  set(at: Date | string | number): void {
    const bytes = Buffer.alloc(8)
    bytes.writeDoubleLE(new Date(at).getTime())
    writeSync(this.file, bytes, 0, 8, 0)
  }

  close(): void {
    closeSync(this.file)
  }
}
