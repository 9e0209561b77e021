import type { DoorLog } from '../../../src/channels/wecom/door-log'

type Level = keyof DoorLog

/** A log that remembers, so that tests can look for what must and what must not stand in it. */
export class Notes implements DoorLog {
  readonly lines: Array<{ level: Level; facts: object; sentence: string }> = []

  debug = (facts: object, sentence: string) => this.note('debug', facts, sentence)
  info = (facts: object, sentence: string) => this.note('info', facts, sentence)
  warn = (facts: object, sentence: string) => this.note('warn', facts, sentence)
  error = (facts: object, sentence: string) => this.note('error', facts, sentence)

  sentences(level: Level): string[] {
    return this.lines.filter((line) => line.level === level).map((line) => line.sentence)
  }

  /** All lines as one text, errors with their causes. */
  everything(): string {
    const show = (_key: string, value: unknown) =>
      value instanceof Error ? { message: value.message, stack: value.stack, cause: value.cause } : value
    return this.lines.map((line) => JSON.stringify(line, show)).join('\n')
  }

  private note(level: Level, facts: object, sentence: string): void {
    this.lines.push({ level, facts, sentence })
  }
}
