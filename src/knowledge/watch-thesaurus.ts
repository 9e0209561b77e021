import { statSync } from 'node:fs'
import type { Thesaurus } from './thesaurus'
import { parseThesaurus, readThesaurus } from './thesaurus'

/**
 * Answers with the thesaurus of a file each time it has changed, else with null; whoever keeps an index asks once a second.
 * Times instead of change events: these are lost on network folders. A faulty file is told once and the running words stay.
 */
export function watchThesaurus(
  path: string,
  onFault: (fault: Error) => void,
  /** The text that a company laid over the file; null: the file holds. */
  over: () => string | null = () => null,
): () => Thesaurus | null {
  let seen = stateOf(path)
  let laid: string | null = null
  return () => {
    const state = stateOf(path)
    // An editor that saves by renaming leaves a moment without the file.
    const text = over()
    if (state === null || (state === seen && text === laid)) return null
    seen = state
    laid = text
    try {
      return text === null ? readThesaurus(path) : parseThesaurus(text)
    } catch (error) {
      onFault(error instanceof Error ? error : new Error(String(error)))
      return null
    }
  }
}

function stateOf(path: string): string | null {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat ? `${stat.mtimeMs}:${stat.size}:${stat.ino}` : null
}
