/** What was opened and has to be closed again: last opened, first closed. */
export interface Closing {
  add(close: () => unknown): void
  /** Closes everything; a part that fails to close keeps none of the others open, and the first fault is thrown at the end. */
  close(): Promise<void>
}

export function createClosing(): Closing {
  const opened: (() => unknown)[] = []
  return {
    add: (close) => void opened.push(close),
    async close() {
      const faults: unknown[] = []
      for (let close = opened.pop(); close; close = opened.pop()) {
        try {
          await close()
        } catch (fault) {
          faults.push(fault)
        }
      }
      if (faults.length > 0) throw faults[0]
    },
  }
}
