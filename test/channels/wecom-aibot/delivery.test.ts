import { OFFLINE } from '../../../src/channels/wecom-aibot/deliver-message'
import { createDatabaseFiles } from '../../../src/platform/files/database-files'
import type { OutboxBody } from '../../../src/queue/delivery'
import { AibotStage } from './open-door'
import type { Process } from './open-door'

let stage: AibotStage
let process: Process
const MINUTE = 60_000
const MENU: OutboxBody = {
  kind: 'message',
  way: 'plain',
  content: {
    type: 'menu',
    text: '请核对：3栋2单元501，厨房水管漏水',
    options: [
      { id: 'dlg_yes', label: '确认提交' },
      { id: 'dlg_no', label: '要修改' },
    ],
  },
}

beforeEach(async () => {
  stage = await AibotStage.open()
  process = await stage.process()
})
afterEach(async () => {
  await stage.close()
  expect(stage.bot.violations).toEqual([])
})

describe('what a turn says', () => {
  it('stands in one stream, whole in every frame, and ends with the last of its messages', async () => {
    const member = stage.bot.member('zhang')
    member.text('报修')
    await stage.heard('zhang', 1)
    const [first, second] = await stage.turn('zhang', ['已为您登记。', '还有别的事吗？'])

    expect(await stage.send(process, first!)).toMatchObject({ kind: 'sent' })
    expect(member.received[0]).toMatchObject({ text: '已为您登记。', finished: false })
    expect(await stage.send(process, second!)).toMatchObject({ kind: 'sent' })

    expect(member.received).toHaveLength(1)
    expect(member.received[0]).toMatchObject({
      finished: true,
      frames: ['已为您登记。', '已为您登记。\n\n还有别的事吗？'],
    })
    // The words stay in the log alone.
    const kept = await stage.db.query<{ said: unknown }>('test-said', 'select said from aibot_callback')
    expect(kept).toEqual([{ said: [{ id: first!.id }, { id: second!.id }] }])
  })

  it('is the same words once, although the connection broke before the acknowledgement', async () => {
    const { bot } = stage
    const member = bot.member('zhang')
    member.text('报修')
    await stage.heard('zhang', 1)
    const [item] = await stage.turn('zhang', ['什么坏了？'])
    bot.faults.set({ cutAfter: { on: 'aibot_respond_msg' } })

    expect(await stage.send(process, item!)).toMatchObject({ kind: 'retry' })
    await stage.comesBack(process)
    expect(await stage.send(process, { ...item!, attempts: 1 })).toMatchObject({ kind: 'sent', reason: 'unconfirmed' })

    expect(member.heard).toEqual(['什么坏了？'])
  })

  it('goes out when the connection broke between two frames, and nothing of it twice', async () => {
    const { bot } = stage
    const member = bot.member('zhang')
    member.text('报修')
    await stage.heard('zhang', 1)
    const [first, second] = await stage.turn('zhang', ['第一句。', '第二句。'])
    await stage.send(process, first!)
    bot.cut()
    await bot.until(() => !bot.connected)

    expect(await stage.send(process, second!)).toMatchObject({ kind: 'park', reason: OFFLINE })
    await stage.comesBack(process)
    // The door has made it due again.
    const rows = await stage.db.query<{ status: string }>('test-status', 'select status from outbox where id = $1', [
      second!.id,
    ])
    expect(rows[0]!.status).toBe('pending')
    expect(await stage.send(process, second!)).toMatchObject({ kind: 'sent' })

    expect(member.received.map(({ text, finished }) => ({ text, finished }))).toEqual([
      { text: '第一句。\n\n第二句。', finished: true },
    ])
  })

  it('is pushed when the callback is not known any more, or its stream has grown too old', async () => {
    const { bot, clock } = stage
    const member = bot.member('zhang')
    member.text('报修')
    await stage.heard('zhang', 1)
    bot.faults.set({ errcode: { on: 'aibot_respond_msg', errcode: 846605 } })
    const [first] = await stage.turn('zhang', ['什么坏了？'])
    expect(await stage.send(process, first!)).toMatchObject({ kind: 'sent' })

    member.text('水管')
    await stage.heard('zhang', 2)
    clock.advance(24 * 60 * MINUTE)
    const [late] = await stage.turn('zhang', ['在哪里？'])
    expect(await stage.send(process, late!)).toMatchObject({ kind: 'sent' })

    expect(member.received.map(({ kind, via, text }) => [kind, via, text])).toEqual([
      ['markdown', 'push', '什么坏了？'],
      ['markdown', 'push', '在哪里？'],
    ])
  })

  it('shows its choices on a card, once, also when the acknowledgement of the card was lost', async () => {
    const { bot } = stage
    const member = bot.member('zhang')
    member.text('报修')
    await stage.heard('zhang', 1)
    const [item] = await stage.turn('zhang', [MENU])
    bot.faults.set({ cutAfter: { on: 'aibot_send_msg' } })

    expect(await stage.send(process, item!)).toMatchObject({ kind: 'retry' })
    await stage.comesBack(process)
    expect(await stage.send(process, { ...item!, attempts: 1 })).toMatchObject({ kind: 'sent' })

    expect(member.received.map(({ kind }) => kind)).toEqual(['stream', 'card'])
    expect(member.received[1]!.card!.button_list!.map(({ text }) => text)).toEqual(['确认提交', '要修改'])
  })

  it('numbers choices too long for a button, and offers more than six on several cards', async () => {
    const member = stage.bot.member('zhang')
    member.text('装修')
    await stage.heard('zhang', 1)
    const options = Array.from({ length: 8 }, (_, index) => ({
      id: `faq_${index}`,
      label: `装修垃圾清运要交多少钱之${index}`,
    }))
    const [item] = await stage.turn('zhang', [
      { kind: 'message', way: 'plain', content: { type: 'menu', text: '您想问哪一个？', options } },
    ])

    await stage.send(process, item!)

    expect(member.received.map(({ kind }) => kind)).toEqual(['stream', 'card', 'card'])
    expect(member.received[0]!.text).toContain('8. 装修垃圾清运要交多少钱之7')
    expect(member.received[2]!.card!.button_list).toHaveLength(2)
  })

  it('keeps every character, emoji and half of one alike, and cuts what is too long for a stream', async () => {
    const member = stage.bot.member('zhang')
    member.text('发一段长的')
    await stage.heard('zhang', 1)
    const long = '您好👨‍👩‍👧‍👦，请看说明。\n'.repeat(1_200)
    const parts = process.door.sender.shape({ type: 'text', text: `${long}<think>半个\ud83d` })
    const items = await stage.turn(
      'zhang',
      parts.map((content): OutboxBody => ({ kind: 'message', way: 'plain', content })),
    )

    for (const item of items) expect(await stage.send(process, item)).toMatchObject({ kind: 'sent' })

    const shown = member.received.map(({ text }) => text).join('\n')
    expect(shown.match(/👨‍👩‍👧‍👦/g)).toHaveLength(1_200)
    expect(shown).toContain('＜think>')
    expect(member.received.every(({ finished }) => finished)).toBe(true)
  })

  it('shows a picture of ours', async () => {
    const { bot } = stage
    const member = bot.member('zhang')
    member.text('地图')
    await stage.heard('zhang', 1)
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex')
    const bytes = Buffer.concat([png, Buffer.alloc(700_000, 7)])
    const { id: fileId } = await createDatabaseFiles(stage).put({ bytes, name: 'map.png' })
    const [item] = await stage.turn('zhang', [
      { kind: 'message', way: 'plain', content: { type: 'image', fileId, text: '小区平面图' } },
    ])

    expect(await stage.send(process, item!)).toMatchObject({ kind: 'sent' })

    expect(member.received.map(({ kind, text }) => [kind, text])).toEqual([
      ['stream', '小区平面图'],
      ['image', 'map.png'],
    ])
  })

  it('shows a document of a colleague as a file', async () => {
    const { bot } = stage
    const member = bot.member('zhang')
    member.text('装修要交什么表')
    await stage.heard('zhang', 1)
    const bytes = Buffer.concat([Buffer.from('%PDF-1.4 '), Buffer.alloc(600_000, 7)])
    const { id: fileId } = await createDatabaseFiles(stage).put({
      bytes,
      name: '装修申请表.pdf',
      mime: 'application/pdf',
    })
    const item = await stage.row('zhang', {
      kind: 'message',
      way: 'plain',
      content: { type: 'file', fileId, name: '装修申请表.pdf', text: '' },
    })

    expect(await stage.send(process, item)).toMatchObject({ kind: 'sent' })

    expect(member.received.map(({ kind, text }) => [kind, text])).toEqual([['file', '装修申请表.pdf']])
    expect(bot.violations).toEqual([])
  })

  it.each(['aibot_upload_media_init', 'aibot_upload_media_chunk', 'aibot_send_msg'])(
    'says what a document is where WeCom refuses it at %s',
    async (command) => {
      const { bot } = stage
      const member = bot.member('zhang')
      member.text('装修要交什么表')
      await stage.heard('zhang', 1)
      const bytes = Buffer.from('%PDF-1.4 something')
      const { id: fileId } = await createDatabaseFiles(stage).put({ bytes, name: '装修申请表.pdf' })
      const item = await stage.row('zhang', {
        kind: 'message',
        way: 'plain',
        content: { type: 'file', fileId, name: '装修申请表.pdf', text: '' },
      })
      // A piece is tried three times by the vendor's own client.
      bot.faults.set({ errcode: { on: command, times: command.endsWith('chunk') ? 3 : 1, errcode: 40058 } })

      expect(await stage.send(process, item)).toMatchObject({ kind: 'sent' })

      expect(member.received.map(({ kind, text }) => [kind, text])).toEqual([['markdown', '[文件] 装修申请表.pdf']])
    },
  )
})

describe('a first frame', () => {
  it('tells that the message is being dealt with, and the answer takes its place', async () => {
    await process.door.stop()
    const quick = await stage.process({ firstFrameMs: 0 })
    const member = stage.bot.member('zhang')
    member.text('报修')
    await stage.bot.until(() => member.received.length === 1)
    expect(member.received[0]).toMatchObject({ kind: 'stream', finished: false })
    const [item] = await stage.turn('zhang', ['什么坏了？'])

    await stage.send(quick, item!)

    expect(member.received).toHaveLength(1)
    expect(member.received[0]).toMatchObject({ text: '什么坏了？', finished: true })
  })

  it('is ended by the door when its turn says nothing, before the six minutes are over', async () => {
    await process.door.stop()
    const quick = await stage.process({ firstFrameMs: 0 })
    const member = stage.bot.member('zhang')
    member.text('嗯')
    await stage.bot.until(() => member.received.length === 1)

    stage.clock.advance(5 * MINUTE)
    await quick.door.tick()

    expect(member.received[0]).toMatchObject({ finished: true })
    expect(stage.bot.unfinishedStreams()).toEqual([])
  })

  it('is not shown while a person serves', async () => {
    await process.door.stop()
    const member = stage.bot.member('zhang')
    const slow = await stage.process()
    member.text('你好')
    const conversationId = await stage.heard('zhang', 1)
    await stage.db.query('test-mute', 'update conversation set muted = true where id = $1', [conversationId])
    await slow.door.stop()
    await stage.process({ firstFrameMs: 0 })
    member.text('人呢')
    await stage.heard('zhang', 2)
    // A sign of life after it, in another talk, so that nothing is waited for that does not come.
    const other = stage.bot.member('li')
    other.text('你好')
    await stage.bot.until(() => other.received.length === 1)

    expect(member.received).toEqual([])
  })
})

describe('what nobody asked for just now', () => {
  it('is pushed to somebody who has written, and waits for the connection', async () => {
    const { bot } = stage
    const member = bot.member('zhang')
    member.text('你好')
    await stage.heard('zhang', 1)
    await stage.turn('zhang', [])
    bot.cut()
    await bot.until(() => !bot.connected)
    const item = await stage.row('zhang', '您的报修已经派给张师傅。')
    await process.door.tick()
    expect(await stage.send(process, item)).toMatchObject({ kind: 'park', reason: OFFLINE })

    await stage.comesBack(process)
    expect(await stage.send(process, item)).toMatchObject({ kind: 'sent' })

    expect(member.received.map(({ via }) => via)).toEqual(['push'])
  })

  it('goes to the member alone when the talk was in a group', async () => {
    const { bot } = stage
    bot.member('zhang').text('你好')
    bot.inGroup('wrA', 'zhang').text('着火了')
    await stage.heard('group:wrA:zhang', 1)
    const item = await stage.row('group:wrA:zhang', '您报的险情 JJ-20261121-0001 已有人到场。')

    expect(await stage.send(process, item)).toMatchObject({ kind: 'sent' })

    expect(bot.chat('wrA')).toEqual([])
    expect(bot.member('zhang').heard).toEqual(['您报的险情 JJ-20261121-0001 已有人到场。'])
  })
})

describe('the limits of a chat', () => {
  it('are kept: the thirty-first message of a minute waits until there is room', async () => {
    const { bot, clock } = stage
    const member = bot.member('zhang')
    member.text('你好')
    await stage.heard('zhang', 1)
    await stage.turn('zhang', [])
    for (let count = 0; count < 30; count++) {
      clock.advance(1_000)
      expect(await stage.send(process, await stage.row('zhang', `第${count}条`))).toMatchObject({ kind: 'sent' })
    }
    const item = await stage.row('zhang', '第30条')

    const full = await stage.send(process, item)
    expect(full).toMatchObject({ kind: 'retry' })
    clock.advance(full.kind === 'retry' ? full.afterMs : 0)
    expect(await stage.send(process, item)).toMatchObject({ kind: 'sent' })

    expect(member.heard).toHaveLength(31)
  })
})

describe('a welcome', () => {
  const WELCOME = (code: string): OutboxBody => ({
    kind: 'message',
    way: 'welcome',
    code,
    content: { type: 'menu', text: '您好，这里是物业客服。', options: [{ id: 'repair_start', label: '我要报修' }] },
  })
  const codeOf = async () =>
    (await stage.db.query<{ req_id: string }>('test-code', 'select req_id from aibot_callback'))[0]!.req_id

  it('goes out on one card within five seconds', async () => {
    const member = stage.bot.member('zhang')
    member.enter()
    await stage.heard('zhang', 1)

    expect(await stage.send(process, await stage.row('zhang', WELCOME(await codeOf())))).toMatchObject({ kind: 'sent' })
    expect(member.received[0]).toMatchObject({ kind: 'card', via: 'welcome' })
  })

  it('is dropped when it is too late and the member has never written', async () => {
    const member = stage.bot.member('zhang')
    member.enter()
    await stage.heard('zhang', 1)
    stage.clock.advance(5_000)

    expect(await stage.send(process, await stage.row('zhang', WELCOME(await codeOf())))).toMatchObject({ kind: 'drop' })
    expect(member.received).toEqual([])
  })
})

describe('a tap of somebody who has never written', () => {
  it.each([
    ['answers on the tap itself where WeCom takes that', { replyToTap: true, tapCountsAsWriting: false }, 'reply'],
    ['is answered by a push where it does not', { replyToTap: false, tapCountsAsWriting: true }, 'push'],
  ])('%s', async (_, unverified, via) => {
    await stage.close()
    stage = await AibotStage.open({ unverified })
    process = await stage.process()
    const member = stage.bot.member('zhang')
    member.enter()
    await stage.heard('zhang', 1)
    const { req_id: code } = (
      await stage.db.query<{ req_id: string }>('test-code', 'select req_id from aibot_callback')
    )[0]!
    const [welcome] = await stage.turn('zhang', [{ ...MENU, way: 'welcome', code } as OutboxBody])
    await stage.send(process, welcome!)
    member.tap('确认提交')
    await stage.heard('zhang', 2)
    const [answer] = await stage.turn('zhang', ['好的。'])

    expect(await stage.send(process, answer!)).toMatchObject({ kind: 'sent' })

    expect(member.received.at(-1)).toMatchObject({ text: '好的。', via, finished: true })
  })
})

describe('a process without the connection', () => {
  it('has its words sent by the one that has it', async () => {
    const other = await stage.process()
    const member = stage.bot.member('zhang')
    member.text('报修')
    await stage.heard('zhang', 1)
    const [item] = await stage.turn('zhang', ['什么坏了？'])

    expect(await stage.send(other, item!)).toMatchObject({ kind: 'sent', sourceId: item!.id })

    expect(member.heard).toEqual(['什么坏了？'])
    expect(await stage.db.query('test-orders', 'select from aibot_order')).toEqual([])
  })
})
