import type { ClaimedAccount } from '../../../src/channels/wecom-kf/account-store'
import { drain } from '../../../src/channels/wecom-kf/drain'
import type { DrainDeps } from '../../../src/channels/wecom-kf/drain'
import type { SyncPage } from '../../../src/channels/wecom/answers'
import { refusal } from '../../../src/channels/wecom/wecom-error'
import { ManualClock } from '../../../src/platform/clock'
import { Notes } from '../wecom/notes'

type Drain = typeof drain
const clock = new ManualClock('2026-11-21T10:00:00Z')
const claimed = (more: Partial<ClaimedAccount> = {}): ClaimedAccount => ({
  openKfid: 'wkA',
  communityId: null,
  cursor: null,
  catchingUp: false,
  callbackToken: 'TOKEN',
  callbackAt: clock.now(),
  wakeGen: '1',
  reconciling: false,
  lastPullAt: null,
  failures: 0,
  epoch: '1',
  ...more,
})

class Crash extends Error {}

/** WeCom's log of one account, and our store: each write may be the one at which the process dies. */
class World {
  readonly asked: Array<{ cursor?: string; token?: string; limit?: number }> = []
  stored: string[] = []
  cursor: string | null = null
  writesUntilCrash = Infinity
  /** By cursor: what comes instead of the normal page. */
  odd = new Map<string, () => SyncPage>()

  constructor(readonly items: string[] = ['a', 'b', 'c', 'd', 'e']) {}

  deps(): DrainDeps {
    return {
      clock,
      log: new Notes(),
      stopping: () => false,
      syncMsg: async ({ cursor, token, limit }) => {
        this.asked.push({ cursor, token, limit })
        return this.odd.get(cursor ?? '')?.() ?? this.page(cursor)
      },
      store: async ({ items, nextCursor }) =>
        this.write(() => {
          this.keep(items)
          this.cursor = nextCursor
        }),
    }
  }

  page(cursor: string | undefined): SyncPage {
    const start = cursor ? Number(cursor.slice(1)) : 0
    const end = Math.min(start + 2, this.items.length)
    return { next_cursor: `c${end}`, has_more: end < this.items.length ? 1 : 0, msg_list: this.items.slice(start, end) }
  }

  keep(items: unknown[]): void {
    // "ignore if msgid known"
    for (const item of items) if (!this.stored.includes(String(item))) this.stored.push(String(item))
  }

  write(change: () => void): void {
    this.writesUntilCrash -= 1
    if (this.writesUntilCrash <= 0) {
      this.writesUntilCrash = Infinity
      throw new Crash()
    }
    change()
  }

  /** Starts again after every crash, from what is stored. */
  async untilDone(pull: Drain): Promise<void> {
    for (;;) {
      try {
        await pull(this.deps(), claimed({ cursor: this.cursor }))
        return
      } catch (error) {
        if (!(error instanceof Crash)) throw error
      }
    }
  }
}

/** What every puller must do; known-bad ones each fail the one that names their fault. */
const rules = {
  'stores every item of every page': async (pull: Drain) => {
    const world = new World()

    await world.untilDone(pull)

    expect(world.stored).toEqual(['a', 'b', 'c', 'd', 'e'])
  },
  'goes on after an empty page that promises more': async (pull: Drain) => {
    const world = new World()
    world.odd.set('c2', () => ({ next_cursor: 'c2x', has_more: 1, msg_list: [] }))
    world.odd.set('c2x', () => world.page('c2'))

    await world.untilDone(pull)

    expect(world.stored).toEqual(['a', 'b', 'c', 'd', 'e'])
  },
  'loses nothing when it dies at any write': async (pull: Drain) => {
    for (let writes = 1; writes <= 8; writes += 1) {
      const world = new World()
      world.writesUntilCrash = writes

      await world.untilDone(pull)

      expect([writes, ...world.stored]).toEqual([writes, 'a', 'b', 'c', 'd', 'e'])
    }
  },
}
type Rule = keyof typeof rules

const lastItemOnly: Drain = (deps, account) =>
  drain({ ...deps, store: (page) => deps.store({ ...page, items: page.items.slice(-1) }) }, account)

const stopsOnEmptyPage: Drain = (deps, account) =>
  drain(
    {
      ...deps,
      syncMsg: async (request, options) => {
        const page = await deps.syncMsg(request, options)
        return page.msg_list.length === 0 ? { ...page, has_more: 0 } : page
      },
    },
    account,
  )

const cursorFirst: Drain = (deps, account) =>
  drain(
    {
      ...deps,
      store: async ({ items, nextCursor, last }) => {
        await deps.store({ items: [], nextCursor, last })
        await deps.store({ items, nextCursor, last })
      },
    },
    account,
  )

test.each(Object.keys(rules) as Rule[])('the puller %s', (rule) => rules[rule](drain))

describe('a known-bad puller is found out:', () => {
  test('one that handles only the last item of a page', async () => {
    await expect(rules['stores every item of every page'](lastItemOnly)).rejects.toThrow('toEqual')
  })

  test('one that stops on an empty page', async () => {
    await expect(rules['goes on after an empty page that promises more'](stopsOnEmptyPage)).rejects.toThrow('toEqual')
    await rules['stores every item of every page'](stopsOnEmptyPage)
  })

  test('one that saves the cursor before the messages', async () => {
    await rules['stores every item of every page'](cursorFirst)
    await expect(rules['loses nothing when it dies at any write'](cursorFirst)).rejects.toThrow('toEqual')
  })
})

describe('the callback’s token', () => {
  test('pays for all pages while it is younger than ten minutes', async () => {
    const world = new World()

    await drain(world.deps(), claimed())

    expect(world.asked.map(({ token }) => token)).toEqual(['TOKEN', 'TOKEN', 'TOKEN'])
  })

  test('is left out when it is older', async () => {
    const world = new World()

    await drain(world.deps(), claimed({ callbackAt: new Date(clock.now().getTime() - 600_000) }))

    expect(world.asked.map(({ token }) => token)).toEqual([undefined, undefined, undefined])
  })

  test('refused with 95007 is dropped, and the page asked for without', async () => {
    const world = new World()
    let refusals = 0
    const deps = world.deps()
    const syncMsg: DrainDeps['syncMsg'] = async (request, options) => {
      if (request.token && request.cursor) {
        refusals += 1
        throw refusal('kf/sync_msg', 95007)
      }
      return deps.syncMsg(request, options)
    }

    await drain({ ...deps, syncMsg }, claimed())

    expect(refusals).toBe(1)
    expect(world.stored).toHaveLength(5)
  })
})

describe('a cursor that WeCom refuses', () => {
  const refusing = (world: World, errcode: number): DrainDeps => {
    const deps = world.deps()
    const syncMsg: DrainDeps['syncMsg'] = async (request, options) => {
      if (request.cursor === 'old') throw refusal('kf/sync_msg', errcode)
      return deps.syncMsg(request, options)
    }
    return { ...deps, syncMsg }
  }

  test.each([40058, 99999])('with %i is given up: everything kept is pulled, in catch-up mode', async (errcode) => {
    const world = new World()
    const account = claimed({ cursor: 'old' })

    await drain(refusing(world, errcode), account)

    expect(world.stored).toHaveLength(5)
    expect(account.catchingUp).toBe(true)
  })

  test('again and again is a fault of the server, not a reason to begin for ever', async () => {
    const world = new World()
    const deps = world.deps()
    const syncMsg: DrainDeps['syncMsg'] = async (request, options) => {
      if (request.cursor) throw refusal('kf/sync_msg', 99999)
      return deps.syncMsg(request, options)
    }

    await expect(drain({ ...deps, syncMsg }, claimed({ cursor: 'old' }))).rejects.toThrow('99999')

    expect(world.stored).toEqual(['a', 'b'])
  })

  test.each([-1, 45009, 48007, 95000, 60020])('is kept when the trouble is %i', async (errcode) => {
    const world = new World()
    const account = claimed({ cursor: 'old' })

    await expect(drain(refusing(world, errcode), account)).rejects.toThrow(String(errcode))

    expect(world.asked).toEqual([])
    expect(account.catchingUp).toBe(false)
  })
})

test('between two pages it can be stopped, and says that it was', async () => {
  const world = new World()

  const done = await drain({ ...world.deps(), stopping: () => true }, claimed())

  expect(done).toBe(false)
  expect(world.stored).toEqual(['a', 'b'])
  expect(world.cursor).toBe('c2')
})

test('a server that promises more for ever at the same place is left alone', async () => {
  const world = new World()
  world.odd.set('', () => ({ next_cursor: '', has_more: 1, msg_list: [] }))

  await expect(drain(world.deps(), claimed())).rejects.toThrow('promises more')

  expect(world.asked).toHaveLength(20)
})
