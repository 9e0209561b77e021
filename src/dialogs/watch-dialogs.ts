import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { DialogFault, readDialogs } from './read-dialogs'
import type { Dialogs } from './read-dialogs'

export interface WatchedDialogs {
  /** The newest dialogs without a fault. */
  current(): Dialogs
  /** Looks for changes at once; what the timer does each second. */
  look(): void
  stop(): void
}

/** A change is seen after this long; watching by times also works on network folders, where change events are lost. */
const EVERY_MS = 1000

/**
 * Reads the dialogs and keeps them fresh without a restart. At start a fault throws; later a wrong file leaves the running
 * dialogs as they are and is told once, with file and line, until it changes again.
 */
export function watchDialogs(
  folder: string,
  known: { effects: readonly string[] },
  options: { onFault: (fault: Error) => void; onReload?: () => void; everyMs?: number },
): WatchedDialogs {
  let dialogs = readDialogs(folder, known)
  let seen = stateOf(folder)

  const look = () => {
    let state: string
    try {
      state = stateOf(folder)
    } catch (error) {
      // An editor that saves by renaming leaves a moment without the file.
      options.onFault(error as Error)
      return
    }
    if (state === seen) return
    seen = state
    try {
      dialogs = readDialogs(folder, known)
      options.onReload?.()
    } catch (error) {
      options.onFault(
        error instanceof DialogFault ? error : new Error(`the dialogs could not be read: ${String(error)}`),
      )
    }
  }
  const timer = setInterval(look, options.everyMs ?? EVERY_MS)
  timer.unref()
  return { current: () => dialogs, look, stop: () => clearInterval(timer) }
}

function stateOf(folder: string): string {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yml'))
    .sort()
    .map((name) => {
      const { mtimeMs, size, ino } = statSync(path.join(folder, name))
      return `${name}:${mtimeMs}:${size}:${ino}`
    })
    .join('\n')
}
