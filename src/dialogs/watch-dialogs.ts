import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { DialogFault, readDialogs } from './read-dialogs'
import type { Dialogs, Over } from './read-dialogs'

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
  options: {
    onFault: (fault: Error) => void
    onReload?: () => void
    everyMs?: number
    /** What a company laid over the files, and a word that changes whenever that does. */
    over?: { text: Over; state(): string }
  },
): WatchedDialogs {
  const { over } = options
  const stateNow = () => `${stateOf(folder)}\n${over?.state() ?? ''}`
  let dialogs = first()
  let seen = stateNow()

  const look = () => {
    let state: string
    try {
      state = stateNow()
    } catch (error) {
      // An editor that saves by renaming leaves a moment without the file.
      options.onFault(error as Error)
      return
    }
    if (state === seen) return
    seen = state
    try {
      dialogs = readDialogs(folder, known, over?.text)
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

  /** What ships must be right at the start; what was laid over an older file must not stop an update. */
  function first(): Dialogs {
    try {
      return readDialogs(folder, known, over?.text)
    } catch (error) {
      if (!over) throw error
      const shipped = readDialogs(folder, known)
      options.onFault(error as Error)
      return shipped
    }
  }
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
