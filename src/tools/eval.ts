import { existsSync } from 'node:fs'
import path from 'node:path'
import { AppError, invalid } from '../platform/errors'

/** What a kind of evaluation answers: a table for people and one line for machines. */
export interface Evaluation {
  table: string
  json: object
}

export interface EvaluationArgs {
  file: string
  kb?: string
}

const USAGE = 'npm run eval -- <kind> <file.jsonl> [--kb <file.jsonl>]'

/** `npm run eval -- <kind> <file>` (contract.md §6): each kind is a file of its own in tools/eval, found by its name. */
export async function evaluate(argv: readonly string[]): Promise<Evaluation> {
  const kbAt = argv.indexOf('--kb')
  const kb = kbAt < 0 ? undefined : argv[kbAt + 1]
  const [kind, file] = argv.filter((_, index) => kbAt < 0 || (index !== kbAt && index !== kbAt + 1))
  const flag = argv.find((word) => word.startsWith('--') && word !== '--kb')
  if (flag !== undefined) throw new Error(`there is no option ${flag}; expected: ${USAGE}`)
  if (!kind || !file || !/^[a-z]+$/.test(kind) || (kbAt >= 0 && !kb)) throw new Error(`expected: ${USAGE}`)
  if (!existsSync(file)) throw new Error(`the file ${file} is not there; expected: ${USAGE}`)
  const found = ['.js', '.ts'].some((extension) => existsSync(path.join(__dirname, 'eval', kind + extension)))
  if (!found) throw new Error(`there is no evaluation of kind "${kind}"; expected: ${USAGE}`)
  const evaluation = (await import(`./eval/${kind}`)) as { run(args: EvaluationArgs): Promise<Evaluation> }
  const done = await evaluation.run({ file, ...(kb ? { kb } : {}) })
  if ('count' in done.json && done.json.count === 0)
    throw new Error(`the file ${file} has no line to measure; expected: ${USAGE}`)
  return done
}

/** Prints the table and one line of JSON; a wrong call says what was expected. */
export async function main(argv: readonly string[]): Promise<void> {
  const { table, json } = await evaluate(argv).catch((error: unknown) => {
    throw error instanceof AppError
      ? error
      : invalid('evaluation', error instanceof Error ? error.message : String(error))
  })
  process.stdout.write(`${table}\n${JSON.stringify(json)}\n`)
}
