import { systemClock } from '../platform/clock'
import { readEnvironment } from '../platform/environment'
import type { Environment } from '../platform/environment'
import { projectRoot } from '../platform/project-root'
import { readSettings } from '../platform/settings'
import { examine } from './doctor/checks'

const MARK = { ok: '✓', bad: '✗', off: '-', hint: '!' } as const

/** `npm run doctor`: a line for each part, what to do where it is not well; exit 1 if something configured does not work (contract §1). */
export async function main(
  _args: readonly string[] = [],
  environment: Environment = readEnvironment(projectRoot()),
  print: (line: string) => void = console.log,
): Promise<void> {
  const findings = await examine(readSettings(environment), systemClock)
  for (const { what, state, sentence, remedy } of findings)
    print(`${MARK[state]} ${what}：${sentence}${remedy === undefined ? '' : `\n    → ${remedy}`}`)
  if (findings.some(({ state }) => state === 'bad')) process.exitCode = 1
}
