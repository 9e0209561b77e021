import fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { createWecomApi } from '../../../src/channels/wecom/api-client'
import type { TransitionResult } from '../../../src/channels/wecom-kf/deliver-transition'
import { createKfDoor } from '../../../src/channels/wecom-kf/start'
import type { KfDoor, KfDoorDeps } from '../../../src/channels/wecom-kf/start'
import { startEmulator } from '../../../src/emulator/start-emulator'
import type { Emulator } from '../../../src/emulator/start-emulator'
import type { EmulatorOptions } from '../../../src/emulator/settings'
import type { Attachment } from '../../../src/messages/inbound'
import { ManualClock } from '../../../src/platform/clock'
import type { Database } from '../../../src/platform/database/open-database'
import { createDatabaseFiles } from '../../../src/platform/files/database-files'
import type { DeliveryResult, OutboxBody, OutboxItem } from '../../../src/queue/delivery'
import { createInbox, conversationIdOf } from '../../../src/queue/inbox'
import { createTestDatabase } from '../../support/database'
import type { TestDatabase } from '../../support/database'
import { Notes } from '../wecom/notes'

export interface LogRow {
  direction: 'in' | 'out'
  author: string
  kind: string
  text: string
  source_id: string
  /** Whether a turn was asked for. */
  turn: boolean
  attachment: Attachment | null
}

let database: TestDatabase
/** One database a file, emptied before each stage: making one takes longer than most of these tests. */
beforeAll(async () => void (database = await createTestDatabase()))
afterAll(() => database.close())
/** Children before parents; many times faster than truncating forty tables. */
const TABLES =
  'exchange_change exchange_content inbox exchange outbox turn ready conversation identity person file ' +
  'kf_account kf_session kf_code kf_servicer kf_held kf_media kf_stray kf_owner kf_upload kf_statistic wecom_token'
const EMPTY = `do $$ begin ${TABLES.split(' ')
  .map((table) => `delete from ${table};`)
  .join(' ')} end $$`

/** A door on a store of its own, a WeCom beside it, and a clock that both go by. */
export class DoorStage {
  readonly transitions: TransitionResult[] = []
  readonly log = new Notes()
  withinHours = true
  private count = 0

  private constructor(
    readonly emulator: Emulator,
    readonly clock: ManualClock,
    readonly db: Database,
    private readonly web: FastifyInstance,
  ) {}

  door!: KfDoor

  static async open(options: EmulatorOptions & { deps?: Partial<KfDoorDeps> } = {}): Promise<DoorStage> {
    const { deps = {}, ...emulatorOptions } = options
    const clock = new ManualClock('2026-11-21T10:00:00Z')
    await database.db.query('test-empty', EMPTY)
    const emulator = await startEmulator({ clock, ...emulatorOptions })
    const web = fastify({ forceCloseConnections: true })
    const stage = new DoorStage(emulator, clock, database.db, web)
    stage.door = stage.another(deps)
    await stage.door.registerRoutes(web)
    const address = await web.listen({ port: 0, host: '127.0.0.1' })
    emulator.setCallbackUrl(`${address}/wecom/callback`)
    await stage.door.start()
    await stage.settle()
    return stage
  }

  /** A second process on the same store. */
  another(deps: Partial<KfDoorDeps> = {}): KfDoor {
    const { clock, db, log, emulator } = this
    const { env } = emulator
    const settings = { base: env.WECOM_API_BASE, corpId: env.WECOM_CORP_ID, secret: env.WECOM_SECRET, agentId: 1000002 }
    const inbox = createInbox({ db, clock, pace: () => ({ settleMs: 0, answerMs: 0 }) })
    return createKfDoor({
      db,
      clock,
      log,
      files: createDatabaseFiles({ db, clock }),
      api: createWecomApi(settings, { clock, log, pause: async () => undefined, timeoutMs: 700 }),
      keys: { token: env.WECOM_TOKEN, aesKey: env.WECOM_ENCODING_AES_KEY, receiveId: env.WECOM_CORP_ID },
      accounts: null,
      acceptIn: inbox.acceptIn,
      withinHours: () => this.withinHours,
      onTransition: async (result) => void this.transitions.push(result),
      byHand: true,
      ...deps,
    })
  }

  /** Callbacks delivered, everything due pulled. */
  async settle(): Promise<void> {
    await this.emulator.idle()
    await this.door.pull()
  }

  async exchanges(user?: string): Promise<LogRow[]> {
    return this.db.query<LogRow & object>(
      'test-exchanges',
      `select e.direction, e.author, e.kind, c.text, e.source_id, i.message <> '{}' as turn, c.body -> 'content' -> 'attachment' as attachment
         from exchange e join exchange_content c on c.exchange_id = e.id join inbox i on i.exchange_id = e.id
         join conversation t on t.id = e.conversation_id
        where $1::text is null or t.user_id = $1
        order by e.seq`,
      [user ?? null],
    )
  }

  /** One row of the outbox, as the queue would hand it over. */
  item(user: string, body: OutboxBody, more: Partial<OutboxItem> = {}): OutboxItem {
    this.count += 1
    const account = more.account ?? this.emulator.openKfid
    return {
      id: `o_${this.count}`,
      conversationId: conversationIdOf({ channel: 'wecom-kf', account, user }),
      channel: 'wecom-kf',
      account,
      user,
      exchangeId: null,
      body,
      bot: true,
      attempts: 0,
      createdAt: this.clock.now(),
      ...more,
    }
  }

  say(
    user: string,
    text: string,
    more: Partial<Extract<OutboxBody, { kind: 'message' }>> = {},
    item: Partial<OutboxItem> = {},
  ) {
    const body: OutboxBody = { kind: 'message', content: { type: 'text', text }, way: 'plain', ...more }
    return this.door.sender.deliver(this.item(user, body, item))
  }

  handOver(user: string, target?: string): Promise<DeliveryResult> {
    return this.door.sender.deliver(this.item(user, { kind: 'transition', handoffId: 'h1', to: 'person', target }))
  }

  handBack(user: string): Promise<DeliveryResult> {
    return this.door.sender.deliver(this.item(user, { kind: 'transition', handoffId: 'h1', to: 'end' }))
  }

  notify(toUserIds: string[], text: string): Promise<DeliveryResult> {
    return this.door.sender.deliver(this.item('wmA', { kind: 'notice', toUserIds, text }))
  }

  async close(): Promise<void> {
    await this.door.stop()
    await this.web.close()
    await this.emulator.close()
  }
}
