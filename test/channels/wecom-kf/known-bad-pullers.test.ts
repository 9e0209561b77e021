import type { SyncPage } from '../../../src/channels/wecom/answers'
import { createWecomApi } from '../../../src/channels/wecom/api-client'
import type { WecomApi } from '../../../src/channels/wecom/api-client'
import type { KfDoorDeps } from '../../../src/channels/wecom-kf/start'
import { createInbox } from '../../../src/queue/inbox'
import { DoorStage } from './open-door'

/**
 * The whole puller, over HTTP against the emulator and on a real store. Each rule is one a puller must keep; beside the real one
 * stand habits seen in the field (wecom-protocol §12), and each of them breaks the rule that names its fault.
 */
type Keep = KfDoorDeps['acceptIn']
/** How a puller is built around the way messages are kept; `afterwards` is what it does once its transaction is over. */
type Variant = (stage: DoorStage, keep: Keep) => { deps: Partial<KfDoorDeps>; afterwards?: () => Promise<unknown> }

let stage: DoorStage
afterEach(() => stage.close())

const inbox = () => createInbox({ db: stage.db, clock: stage.clock, pace: () => ({ settleMs: 0, answerMs: 0 }) })
const texts = async () => (await stage.exchanges()).map(({ text }) => text)
const ALL = ['厨房', '漏水', '快来']

const RULES = {
  'stores every item of every page': async (variant: Variant) => {
    await pulledBy(variant)
    expect(await texts()).toEqual(ALL)
  },
  'goes on after an empty page that promises more': async (variant: Variant) => {
    await pulledBy(variant, () => stage.emulator.faults.set({ emptyPage: { times: 1 } }))
    expect(await texts()).toEqual(ALL)
  },
  'loses nothing when the process dies while it keeps the messages': async (variant: Variant) => {
    let died = false
    await pulledBy(
      variant,
      () => undefined,
      async (tx, arrivals) => {
        if (died || arrivals.length === 0) return inbox().acceptIn(tx, arrivals)
        died = true
        throw Object.assign(new Error('killed'), { code: '57P01' })
      },
    )
    stage.clock.advance(10_000)
    const next = stage.another()
    await next.start()
    await next.pull()
    await next.stop()
    expect(died).toBe(true)
    expect(await texts()).toEqual(ALL)
  },
}
type Rule = keyof typeof RULES

/** A process of this kind pulls what three messages announced; if it dies on the way, it is dead. */
async function pulledBy(
  variant: Variant,
  beforehand: () => void = () => undefined,
  keep: Keep = (tx, arrivals) => inbox().acceptIn(tx, arrivals),
): Promise<void> {
  stage = await DoorStage.open()
  const { deps, afterwards } = variant(stage, keep)
  const door = stage.another(deps)
  await stage.emulator.together(async () => {
    for (const text of ALL) await stage.emulator.resident('wmA').text(text)
  })
  await stage.emulator.idle()
  beforehand()
  await door.start()
  await door.pull()
  await afterwards?.().catch(() => undefined)
  await door.stop()
}

function withPages(of: DoorStage, keep: Keep, change: (page: SyncPage) => SyncPage): ReturnType<Variant> {
  const { env } = of.emulator
  const settings = { base: env.WECOM_API_BASE, corpId: env.WECOM_CORP_ID, secret: env.WECOM_SECRET, agentId: 1000002 }
  const api = createWecomApi(settings, { clock: of.clock, log: of.log, pause: async () => undefined })
  const syncMsg: WecomApi['syncMsg'] = async (...asked) => change(await api.syncMsg(...asked))
  return { deps: { acceptIn: keep, api: { ...api, syncMsg } } }
}

const real: Variant = (_of, keep) => ({ deps: { acceptIn: keep } })
const lastItemOnly: Variant = (of, keep) =>
  withPages(of, keep, (page) => ({ ...page, msg_list: page.msg_list.slice(-1) }))
const stopsOnEmptyPage: Variant = (of, keep) =>
  withPages(of, keep, (page) => (page.msg_list.length === 0 ? { ...page, has_more: 0 } : page))
/** The transaction takes the cursor alone; the messages are kept once it is over, if the process lives that long. */
const cursorFirst: Variant = (of, keep) => {
  const later: Parameters<Keep>[1] = []
  return {
    deps: {
      acceptIn: async (_tx, arrivals) => {
        later.push(...arrivals)
        return []
      },
    },
    afterwards: () => of.db.tx((tx) => keep(tx, later)),
  }
}

test.each(Object.keys(RULES) as Rule[])('our puller %s', (rule) => RULES[rule](real))

describe('a known-bad puller is found out:', () => {
  test('one that handles only the last item of a page', async () => {
    await expect(RULES['stores every item of every page'](lastItemOnly)).rejects.toThrow('toEqual')
  })

  test('one that stops on an empty page', async () => {
    await expect(RULES['goes on after an empty page that promises more'](stopsOnEmptyPage)).rejects.toThrow('toEqual')
    await stage.close()
    await RULES['stores every item of every page'](stopsOnEmptyPage)
  })

  test('one that saves the cursor before the messages', async () => {
    const rule = 'loses nothing when the process dies while it keeps the messages'
    await expect(RULES[rule](cursorFirst)).rejects.toThrow('toEqual')
    await stage.close()
    await RULES['stores every item of every page'](cursorFirst)
  })
})
