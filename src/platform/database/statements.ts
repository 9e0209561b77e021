import { AppError } from '../errors'

/** The names of prepared statements: one name, one text, everywhere. */
export class Statements {
  private readonly texts = new Map<string, string>()

  check(name: string, text: string): void {
    const known = this.texts.get(name)
    if (known === text) return
    if (known !== undefined)
      throw new AppError('bug', 'statement_name_taken', `The statement name "${name}" already stands for another text.`)
    // PostgreSQL itself would cut the name and mix two statements up.
    if (name === '' || Buffer.byteLength(name) > 63)
      throw new AppError('bug', 'statement_name_invalid', `A statement name has 1 to 63 bytes, "${name}" has not.`)
    this.texts.set(name, text)
  }
}
