/** As much of a pino logger as the doors use. Facts never hold tokens, secrets, codes or the words of owners. */
export interface DoorLog {
  debug(facts: object, sentence: string): void
  info(facts: object, sentence: string): void
  warn(facts: object, sentence: string): void
  error(facts: object, sentence: string): void
}
