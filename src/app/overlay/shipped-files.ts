import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../../platform/project-root'

export const GUARD_PATH = 'dialogs/guard/never-said.yml'
export const SERVICE_PATH = 'dialogs/policy/service.yml'
export const THESAURUS_PATH = 'knowledge/thesaurus.yml'
export const HANDOFF_PATH = 'dialogs/understanding/handoff-policy.yml'

export type FileKind = 'dialog' | 'words' | 'handoff' | 'guard' | 'service' | 'thesaurus'

/** The files a company may lay its own words over; whatever else a path names is none of them. */
export function shippedPaths(): string[] {
  const under = (folder: string) =>
    readdirSync(path.join(projectRoot(), folder))
      .filter((name) => name.endsWith('.yml'))
      .sort()
      .map((name) => `${folder}/${name}`)
  return [...under('dialogs'), SERVICE_PATH, HANDOFF_PATH, GUARD_PATH, THESAURUS_PATH, ...under(UNDERSTANDING)].filter(
    (file, at, all) => all.indexOf(file) === at,
  )
}

export function kindOf(file: string): FileKind {
  if (file === GUARD_PATH) return 'guard'
  if (file === SERVICE_PATH) return 'service'
  if (file === THESAURUS_PATH) return 'thesaurus'
  if (file === HANDOFF_PATH) return 'handoff'
  return file.startsWith(`${UNDERSTANDING}/`) ? 'words' : 'dialog'
}

/** Null where an update has taken the file away. */
export function shippedText(file: string): string | null {
  try {
    return readFileSync(path.join(projectRoot(), file), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Changes with the file. */
export function stateOfFile(file: string): string {
  const found = statSync(path.join(projectRoot(), file), { throwIfNoEntry: false })
  return found ? `${found.mtimeMs}:${found.size}:${found.ino}` : 'away'
}

const UNDERSTANDING = 'dialogs/understanding'
