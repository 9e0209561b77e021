import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { invalid } from '../platform/errors'

/** What a benchmark answers: a table for people and one line for machines. */
export interface Measurement {
  table: string
  json: object
}

/** `npm run bench -- <name>` (contract.md §1): each benchmark is a file of its own in tools/bench, found by its name. */
export async function main(
  argv: readonly string[],
  print: (line: string) => void = (line) => console.log(line),
): Promise<void> {
  const names = benchmarks()
  const [name] = argv
  if (name === undefined || argv.length > 1 || !names.includes(name))
    throw invalid('usage', `Say which one: npm run bench -- ${names.join(' | ')}`)
  const benchmark = (await import(`./bench/${name}`)) as { run(): Promise<Measurement> }
  const { table, json } = await benchmark.run()
  print(table)
  print(JSON.stringify(json))
}

function benchmarks(): string[] {
  return readdirSync(join(__dirname, 'bench'), { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|js)$/.test(entry.name))
    .map((entry) => entry.name.replace(/\.(ts|js)$/, ''))
    .sort()
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  })
}
