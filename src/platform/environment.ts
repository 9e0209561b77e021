import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { invalid } from './errors'

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The environment laid over `.env` in the project's root. A variable that the environment names wins even when it is
 * empty, so that a value of `.env` can be taken back for one start.
 */
export function readEnvironment(root: string, environment: Environment = process.env): Environment {
  const file = join(root, '.env')
  if (!existsSync(file)) return environment
  try {
    return { ...parseEnv(readFileSync(file, 'utf8').replace(/^\uFEFF/, '')), ...environment }
  } catch (cause) {
    throw invalid('env_file', `${file} must be a file this user may read, but ${(cause as Error).message}`)
  }
}
