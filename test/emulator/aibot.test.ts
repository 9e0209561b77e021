import WebSocket from 'ws'
import { startAibotEmulator } from '../../src/emulator/aibot-server'
import type { AibotEmulator, AibotOptions } from '../../src/emulator/aibot-server'
import { ManualClock } from '../../src/platform/clock'

const MINUTE = 60_000

/** A bare client: what it sends is what stands on the wire. */
class Client {
  readonly frames: { cmd?: string; headers: { req_id: string }; errcode?: number; body?: Record<string, unknown> }[] =
    []
  closed = false
  private count = 0
  private taken = 0

  private constructor(
    private readonly socket: WebSocket,
    private readonly bot: AibotEmulator,
  ) {
    socket.on('message', (data) => this.frames.push(JSON.parse(String(data))))
    socket.on('close', () => (this.closed = true))
  }

  static async open(bot: AibotEmulator, secret = bot.env.WECOM_AIBOT_SECRET): Promise<Client> {
    const client = new Client(new WebSocket(bot.url), bot)
    await new Promise((resolve) => client.socket.once('open', resolve))
    if (secret) await client.ask('aibot_subscribe', { bot_id: bot.env.WECOM_AIBOT_ID, secret })
    return client
  }

  /** Sends a frame and gives the acknowledgement's errcode. */
  async ask(cmd: string, body: object, reqId = `r${(this.count += 1)}`): Promise<number> {
    const before = this.frames.length
    this.socket.send(JSON.stringify({ cmd, headers: { req_id: reqId }, body }))
    const answer = () => this.frames.slice(before).find((frame) => !frame.cmd && frame.headers.req_id === reqId)
    await this.bot.until(() => answer() !== undefined || this.closed)
    return answer()?.errcode ?? Number.NaN
  }

  /** The req_id of the next callback. */
  async callback(): Promise<string> {
    const pushed = () => this.frames.filter((frame) => frame.cmd)
    await this.bot.until(() => pushed().length > this.taken)
    this.taken += 1
    return pushed()[this.taken - 1]!.headers.req_id
  }

  stream(reqId: string, content: string, finish = false, id = 's1') {
    return this.ask('aibot_respond_msg', { msgtype: 'stream', stream: { id, finish, content } }, reqId)
  }

  push(chatid: string, content = '您好') {
    return this.ask('aibot_send_msg', { chatid, msgtype: 'markdown', markdown: { content } })
  }

  card(chatid: string, card: object) {
    return this.ask('aibot_send_msg', { chatid, msgtype: 'template_card', template_card: card })
  }

  cut(): void {
    this.socket.terminate()
  }
}

let bot: AibotEmulator
let clock: ManualClock
const clients: Client[] = []

async function start(options: AibotOptions = {}): Promise<Client> {
  clock = new ManualClock('2026-11-21T10:00:00Z')
  bot = await startAibotEmulator({ clock, ...options })
  return connect()
}

async function connect(secret?: string): Promise<Client> {
  const client = await Client.open(bot, secret)
  clients.push(client)
  return client
}

afterEach(async () => {
  for (const client of clients.splice(0)) client.cut()
  await bot.close()
})

const rules = () => bot.violations.map(({ rule }) => rule)
const CARD = {
  card_type: 'button_interaction',
  main_title: { title: '请点选' },
  button_list: [{ text: '确认', key: 'yes' }],
  task_id: 't1',
}

describe('the long connection', () => {
  it('wants the subscription first, with the right secret, and not again and again with a wrong one', async () => {
    await start()
    const stranger = await connect('')
    expect(await stranger.push('zhang')).toBeNaN()
    expect(rules()).toEqual(['not-subscribed'])

    await connect('wrong')
    await connect('wrong')
    expect(rules()).toEqual(['not-subscribed', 'secret-hammered'])
  })

  it('evicts the older connection with an event, and notes one that fights back', async () => {
    const first = await start()
    await connect()
    await bot.until(() => first.closed)
    expect(first.frames.at(-1)!.body).toMatchObject({ event: { eventtype: 'disconnected_event' } })
    expect(rules()).toEqual([])

    bot.kick()
    await connect()
    expect(rules()).toEqual(['fought-back'])
  })

  it('keeps what was written while nobody was connected, unless told that it is lost', async () => {
    const client = await start()
    client.cut()
    await bot.until(() => !bot.connected)
    bot.member('zhang').text('你好')
    const next = await connect()
    expect((await next.callback()).length).toBeGreaterThan(0)
    next.cut()
    await bot.close()

    const other = await start({ whileAway: 'lost' })
    other.cut()
    await bot.until(() => !bot.connected)
    bot.member('zhang').text('你好')
    const late = await connect()
    expect(await late.ask('ping', {})).toBe(0)
    expect(late.frames.filter((frame) => frame.cmd)).toEqual([])
  })
})

describe('an answer', () => {
  it('is one stream a callback, within six minutes, not after its last frame, not too long', async () => {
    const client = await start()
    const member = bot.member('zhang')
    member.text('你好')
    const reqId = await client.callback()

    expect(await client.stream(reqId, '正在看')).toBe(0)
    expect(await client.stream(reqId, '另一个', false, 's2')).not.toBe(0)
    expect(await client.stream(reqId, '好'.repeat(6_827))).not.toBe(0)
    expect(await client.stream(reqId, '您好！', true)).toBe(0)
    expect(await client.stream(reqId, '您好！', true)).toBe(846608)
    expect(rules()).toEqual(['second-stream', 'stream-too-long'])
    expect(await client.stream(reqId, '又及', true)).toBe(846608)
    expect(member.heard).toEqual(['您好！'])

    member.text('再问')
    const second = await client.callback()
    await client.stream(second, '正在看', false, 's3')
    clock.advance(6 * MINUTE + 1)
    expect(bot.unfinishedStreams()).toEqual(['s3'])
    expect(await client.stream(second, '晚了', true, 's3')).toBe(846608)
    expect(rules().slice(2)).toEqual(['stream-after-finish', 'stream-too-late'])
  })

  it('needs a callback that was pushed, and comes within a day', async () => {
    const client = await start()
    expect(await client.stream('never', '您好', true)).toBe(846605)
    bot.member('zhang').text('你好')
    const reqId = await client.callback()
    clock.advance(24 * 60 * MINUTE + 1)
    expect(await client.stream(reqId, '您好', true)).toBe(846605)

    expect(rules()).toEqual(['unknown-req-id', 'reply-too-late'])
  })

  it('is counted: thirty frames a minute into one chat', async () => {
    const client = await start()
    bot.member('zhang').text('你好')
    for (let count = 0; count < 30; count++) expect(await client.push('zhang')).toBe(0)

    expect(await client.push('zhang')).toBe(45009)
    clock.advance(MINUTE)
    expect(await client.push('zhang')).toBe(0)
    expect(rules()).toEqual(['rate-limit'])
  })

  it('is pushed only to those who have written; speaking in a group is not writing to the bot alone', async () => {
    const client = await start()
    bot.inGroup('wrA', 'zhang').text('几点上班')

    expect(await client.push('wrA')).toBe(0)
    expect(await client.push('zhang')).not.toBe(0)
    expect(rules()).toEqual(['pushed-to-stranger'])
  })
})

describe('a card', () => {
  it('has its limits, and a task_id of its own; the same card again is a second try', async () => {
    const client = await start()
    bot.member('zhang').text('你好')

    expect(await client.card('zhang', CARD)).toBe(0)
    expect(await client.card('zhang', CARD)).toBe(42014)
    expect(rules()).toEqual([])
    await client.card('zhang', { ...CARD, main_title: { title: '另一张' } })
    await client.card('zhang', { ...CARD, task_id: 't2', button_list: [] })
    await client.card('zhang', { ...CARD, task_id: 't3', button_list: [{ text: '一个长得显示不下的按钮', key: 'k' }] })
    expect(rules()).toEqual(['task-id-reused', 'card-limits', 'card-cut-off'])
  })

  it('is updated within five seconds of the tap, and welcomes within five seconds of entering, once', async () => {
    const client = await start()
    const member = bot.member('zhang')
    member.enter()
    const entered = await client.callback()
    const welcome = { msgtype: 'template_card', template_card: CARD }
    expect(await client.ask('aibot_respond_welcome_msg', welcome, entered)).toBe(0)
    expect(await client.ask('aibot_respond_welcome_msg', welcome, entered)).not.toBe(0)

    member.tap('确认')
    const tapped = await client.callback()
    const update = { response_type: 'update_template_card', template_card: { ...CARD, main_title: { title: '好的' } } }
    expect(await client.ask('aibot_respond_update_msg', update, tapped)).toBe(0)
    expect(member.received[0]!.card!.main_title!.title).toBe('好的')
    clock.advance(5_001)
    expect(await client.ask('aibot_respond_update_msg', update, tapped)).not.toBe(0)
    expect(rules()).toEqual(['welcome-twice', 'card-update-too-late'])
  })
})
