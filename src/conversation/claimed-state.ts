import type { Storage, StoreItems } from 'botbuilder-core'

/**
 * botbuilder's storage over the state that was read with the claim. Nothing is written here: the turn's commit writes the whole,
 * fenced by the lease's epoch, so eTags have no work left to do.
 */
export class ClaimedState implements Storage {
  private readonly items: StoreItems

  constructor(state: Record<string, unknown>) {
    this.items = structuredClone((state['bot'] ?? {}) as StoreItems)
  }

  read(keys: string[]): Promise<StoreItems> {
    const found: StoreItems = {}
    for (const key of keys) if (this.items[key] !== undefined) found[key] = structuredClone(this.items[key])
    return Promise.resolve(found)
  }

  write(changes: StoreItems): Promise<void> {
    Object.assign(this.items, structuredClone(changes))
    return Promise.resolve()
  }

  delete(keys: string[]): Promise<void> {
    for (const key of keys) delete this.items[key]
    return Promise.resolve()
  }

  /** The state as the commit stores it. `asking` tells the inbox that a short answer is expected (queue/pace.ts). */
  toState(asking: boolean): Record<string, unknown> {
    return { bot: this.items, asking }
  }
}
