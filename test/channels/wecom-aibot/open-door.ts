import { createAibotDoor } from '../../../src/channels/wecom-aibot/start'
import type { AibotDoor, AibotDoorDeps } from '../../../src/channels/wecom-aibot/start'
import { startAibotEmulator } from '../../../src/emulator/aibot-server'
import type { AibotEmulator, AibotOptions } from '../../../src/emulator/aibot-server'
import { ManualClock } from '../../../src/platform/clock'
import type { Database } from '../../../src/platform/database/open-database'
import { createDatabaseFiles } from '../../../src/platform/files/database-files'
import { unavailable } from '../../../src/platform/errors'
import { newId } from '../../../src/platform/ids'
import type { DeliveryResult, OutboxBody, OutboxItem } from '../../../src/queue/delivery'
import { conversationIdOf, createInbox } from '../../../src/queue/inbox'
import { createTestDatabase } from '../../support/database'
import type { TestDatabase } from '../../support/database'
import { until } from '../../support/until'
import { Notes } from '../wecom/notes'

let database: TestDatabase
/** One database a file, emptied before each stage. */
beforeAll(async () => void (database = await createTestDatabase()))
afterAll(() => database.close())
const TABLES =
  'aibot aibot_callback aibot_chat aibot_media aibot_order aibot_stray ' +
  'exchange_change exchange_content inbox exchange outbox turn ready conversation identity person file'
const EMPTY = `do $$ begin ${TABLES.split(' ')
  .map((table) => `delete from ${table};`)
  .join(' ')} end $$`

export interface Process {
  door: AibotDoor
  log: Notes
  /** As the sending lane would hand it over. */
  deliver(item: OutboxItem): Promise<DeliveryResult>
}

/** Doors on one store, the platform beside them, and a clock that all go by. */
export class AibotStage {
  private readonly processes: Process[] = []
  private readonly hearers = new Set<() => void>()

  private constructor(
    readonly bot: AibotEmulator,
    readonly clock: ManualClock,
    readonly db: Database,
  ) {}

  static async open(options: AibotOptions = {}): Promise<AibotStage> {
    const clock = new ManualClock('2026-11-21T10:00:00Z')
    await database.db.query('test-empty', EMPTY)
    return new AibotStage(await startAibotEmulator({ clock, ...options }), clock, database.db)
  }

  /** One more process of the deployment; it connects at its first tick if nobody else is. */
  async process(deps: Partial<AibotDoorDeps> = {}): Promise<Process> {
    const { db, clock, bot } = this
    const log = new Notes()
    const inbox = createInbox({ db, clock, pace: () => ({ settleMs: 0, answerMs: 0 }) })
    const door = createAibotDoor({
      db,
      clock,
      log,
      files: createDatabaseFiles({ db, clock }),
      bot: { id: bot.env.WECOM_AIBOT_ID, secret: bot.env.WECOM_AIBOT_SECRET, url: bot.url },
      acceptIn: inbox.acceptIn,
      onAccepted: () => undefined,
      notify: () => Promise.resolve({ kind: 'sent' }),
      wakeSender: () => undefined,
      signal: {
        announce: () => this.hearers.forEach((hear) => hear()),
        onOrder: (serve) => {
          this.hearers.add(serve)
          return () => void this.hearers.delete(serve)
        },
      },
      firstFrameMs: 3600_000,
      random: () => 0,
      byHand: true,
      ...deps,
    })
    const made = { door, log, deliver: (item: OutboxItem) => door.sender.deliver(item) }
    this.processes.push(made)
    await door.start()
    return made
  }

  /** What the owner says, stored; gives the conversation. */
  async heard(user: string, count: number): Promise<string> {
    const conversationId = conversationIdOf({ channel: 'wecom-aibot', account: this.bot.env.WECOM_AIBOT_ID, user })
    await until(async () => (await this.inbox(user)).length === count, `${count} messages of ${user}`)
    return conversationId
  }

  async inbox(user: string) {
    return this.db.query<{ id: string; kind: string; text: string; status: string }>(
      'test-inbox',
      `select i.id, e.kind, c.text, i.status from inbox i join exchange e on e.id = i.exchange_id
         join exchange_content c on c.exchange_id = e.id join conversation t on t.id = i.conversation_id
        where t.user_id = $1 order by i.seq`,
      [user],
    )
  }

  /** A turn has taken everything of this owner and says these words, in rows of the outbox that are handed back. */
  async turn(user: string, says: readonly (string | OutboxBody)[]): Promise<OutboxItem[]> {
    const { db, clock } = this
    const turnId = newId('tu', clock.now())
    const account = this.bot.env.WECOM_AIBOT_ID
    const conversationId = conversationIdOf({ channel: 'wecom-aibot', account, user })
    await db.query('test-turn', 'insert into turn (id, conversation_id, at, committed_at) values ($1, $2, $3, $3)', [
      turnId,
      conversationId,
      clock.now(),
    ])
    await db.query(
      'test-turn-takes',
      `update inbox set status = 'done', turn_id = $1 where conversation_id = $2 and status = 'new'`,
      [turnId, conversationId],
    )
    const items: OutboxItem[] = []
    for (const say of says) items.push(await this.row(user, say, turnId))
    return items
  }

  /** One row of the outbox, with its words in the log; without a turn it is a task's or a colleague's. */
  async row(user: string, say: string | OutboxBody, turnId: string | null = null): Promise<OutboxItem> {
    const { db, clock } = this
    const account = this.bot.env.WECOM_AIBOT_ID
    const conversationId = conversationIdOf({ channel: 'wecom-aibot', account, user })
    const body: OutboxBody =
      typeof say === 'string' ? { kind: 'message', content: { type: 'text', text: say }, way: 'plain' } : say
    const id = newId('o', clock.now())
    const exchangeId = newId('ex', clock.now())
    await db.query(
      'test-exchange',
      `insert into exchange (id, conversation_id, direction, author, kind, at, received_at, content_hash, delivery, turn_id)
       values ($1, $2, 'out', 'bot', 'text', $3, $3, 'hash', 'pending', $4)`,
      [exchangeId, conversationId, clock.now(), turnId],
    )
    await db.query(
      'test-outbox',
      `insert into outbox (id, conversation_id, exchange_id, kind, body, next_at, created_at) values ($1, $2, $3, $4, $5::jsonb, $6, $6)`,
      [id, conversationId, exchangeId, body.kind, JSON.stringify(body), clock.now()],
    )
    const row = { id, conversationId, channel: 'wecom-aibot', account, user, exchangeId, body }
    return { ...row, bot: true, attempts: 0, createdAt: clock.now() }
  }

  /** Delivers one row and settles it as the queue does, so that the next one sees it gone. */
  async send(process: Process, item: OutboxItem): Promise<DeliveryResult> {
    const result = await process.deliver(item)
    if (result.kind === 'sent' || result.kind === 'park')
      await this.db.query('test-settle', 'update outbox set status = $2, last_error = $3 where id = $1', [
        item.id,
        result.kind === 'sent' ? 'sent' : 'parked',
        result.reason ?? null,
      ])
    return result
  }

  /** The connection is lost and made again, however long the door waits. */
  async comesBack(process: Process): Promise<void> {
    await until(() => !this.bot.connected, 'the old connection to be gone')
    await until(async () => {
      this.clock.advance(1_000)
      await process.door.tick()
      return this.bot.connected
    }, 'the bot to be connected again')
  }

  /** As the pool says it when the server does not answer. */
  unavailable(): Error {
    return unavailable('database_unavailable', 'the database does not answer')
  }

  async close(): Promise<void> {
    for (const { door } of this.processes) await door.stop()
    await this.bot.close()
  }
}
