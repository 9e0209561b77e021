import { createSearchIndex } from '../../../src/knowledge/retrieval/search-index'
import { readThesaurus } from '../../../src/knowledge/thesaurus'
import { ManualClock } from '../../../src/platform/clock'
import type { Db } from '../../../src/platform/database/db'
import { parseStaffHours } from '../../../src/platform/staff-hours'
import type { OutboundContent } from '../../../src/messages/outbound'
import { conversationIdOf, createInbox } from '../../../src/queue/inbox'
import { saySomething } from '../../../src/queue/say-later'
import { startSchedule } from '../../../src/queue/schedule'
import { startWorker } from '../../../src/queue/worker'
import { caseNews } from '../../../src/tasks/case-news'
import { schedulePromiseSweep } from '../../../src/tasks/promise-watch'
import { createTalkEngine } from '../../../src/app/talk-engine'
import { clearTables, findTalkTables } from '../../../src/tools/eval/dialog/clear-store'
import { createTestDatabase } from '../../support/database'
import { seedSample } from '../../support/sample'

/** Saturday morning, within the sample community's staff hours. */
export const MORNING = '2026-11-21T10:00:00+08:00'
export const NIGHT = '2026-11-21T23:10:00+08:00'

export interface Stage {
  db: Db
  clock: ManualClock
  communityId: string
  conversationId(user: string): string
  /** Puts messages into the inbox; the same id twice is a second delivery. */
  accept(user: string, messages: { id: string; text?: string; menuId?: string }[]): Promise<void>
  /** Thinks and commits whatever is due. */
  turns(): Promise<void>
  /** One turn of an owner; gives back what the bot answered. */
  say(text: string, user?: string): Promise<string[]>
  tap(menuId: string, user?: string): Promise<string[]>
  /** Moves the clock and does what has become due; gives back what owners were told without having asked. */
  pass(minutes: number): Promise<string[]>
  /** What staff were told, newest last. */
  notices(): Promise<{ to: string[]; text: string }[]>
  errors: unknown[]
  close(): Promise<void>
}

/** The talking half and its tasks on a real database, time standing still unless moved. */
export async function openHandoverStage(
  options: { at?: string; native?: boolean; receiving?: () => string[] | null } = {},
): Promise<Stage> {
  const { db, clock, tables } = await (shared ??= openShared())
  clock.set(options.at ?? MORNING)
  await clearTables(db, tables)
  const communityId = await seedSample(db, clock.now())
  const errors: unknown[] = []
  const channel = options.native ? ('wecom-kf' as const) : ('web' as const)
  const account = options.native ? 'kf1' : 'web'
  const engine = engineOf(db, clock, options.native === true)
  const waker = { onWake: () => () => {} }
  const form = { shape: (content: OutboundContent) => [content], delivers: options.native === true }
  const onError = (error: unknown) => errors.push(error)
  const inbox = createInbox({ db, clock, pace: engine.pace })
  const worker = startWorker({
    db,
    clock,
    waker,
    concurrency: 4,
    byHand: true,
    think: (claimed) => engine.think(claimed),
    giveUp: (claimed, error) => engine.giveUp(claimed, error),
    channelOf: () => form,
    onError,
  })
  const told: string[] = []
  const schedule = startSchedule({
    db,
    clock,
    waker,
    byHand: true,
    handlers: caseNews({
      dialogs: engine.dialogs,
      zone: 'Asia/Shanghai',
      receiving: () => Promise.resolve(options.receiving?.() ?? null),
      speak: async (tx, words) => {
        told.push(words.content.text)
        return saySomething(tx, { ...words, author: 'bot', channel: form })
      },
    }),
    onError,
  })
  await schedulePromiseSweep(db, clock.now())
  let count = 0

  const turns = async () => {
    clock.advance(1)
    await worker.drain()
    if (errors.length > 0) throw errors[0]
  }
  const accept: Stage['accept'] = async (user, messages) => {
    await inbox.accept(
      messages.map(({ id, text, menuId }) => ({
        author: 'owner' as const,
        direction: 'in' as const,
        turn: true,
        communityId,
        message: {
          id,
          channel,
          account,
          user,
          sourceId: id,
          at: clock.now(),
          content:
            menuId === undefined
              ? { kind: 'text' as const, text: text ?? '' }
              : { kind: 'menu' as const, menuId, text: text ?? '' },
        },
      })),
    )
  }
  const turn = async (user: string, message: { text?: string; menuId?: string }) => {
    const id = `s${++count}`
    await accept(user, [{ id, ...message }])
    await turns()
    clock.advance(9_000)
    const rows = await db.query<{ replies: { text: string }[] }>(
      'stage-said',
      'select t.replies from inbox i join turn t on t.id = i.turn_id where i.id = $1',
      [`${channel}:${account}:${id}`],
    )
    return (rows[0]?.replies ?? []).map(({ text }) => text)
  }

  return {
    db,
    clock,
    communityId,
    errors,
    conversationId: (user) => conversationIdOf({ channel, account, user }),
    accept,
    turns,
    say: (text, user = 'u1') => turn(user, { text }),
    tap: (menuId, user = 'u1') => turn(user, { menuId, text: '点选' }),
    async pass(minutes) {
      told.length = 0
      clock.advance(minutes * 60_000)
      await schedule.drain()
      if (errors.length > 0) throw errors[0]
      return [...told]
    },
    notices: () =>
      db.query<{ to: string[]; text: string }>(
        'stage-notices',
        `select body -> 'toUserIds' as to, body ->> 'text' as text from outbox where kind = 'notice' order by seq`,
        [],
      ),
    close: () => clearTables(db, tables),
  }
}

/** One database and one engine for a test file: making them anew would take longer than all its tests. */
let shared: ReturnType<typeof openShared> | undefined
const engines = new Map<boolean, ReturnType<typeof createTalkEngine>>()

async function openShared() {
  const { db, close } = await createTestDatabase()
  return { db, close, clock: new ManualClock(MORNING), tables: await findTalkTables(db) }
}

function engineOf(db: Db, clock: ManualClock, native: boolean) {
  const known = engines.get(native)
  if (known) return known
  const engine = createTalkEngine({
    db,
    clock,
    settings: {
      timeZone: 'Asia/Shanghai',
      staffHours: parseStaffHours('08:30-18:00'),
      turnQuietMs: 0,
      handoffMode: undefined,
    },
    index: createSearchIndex(readThesaurus('knowledge/thesaurus.yml')),
    fillAnswer: (answer) => answer,
    duty: { isReceiving: () => Promise.resolve(null), isNative: () => native },
    publicUrl: () => 'http://localhost',
  })
  engines.set(native, engine)
  return engine
}

export async function closeStages(): Promise<void> {
  await (await shared)?.close()
  shared = undefined
  engines.clear()
}
