import { startAibotEmulator } from '../../../src/emulator/aibot-server'
import type { AibotEmulator } from '../../../src/emulator/aibot-server'
import type { AibotMember } from '../../../src/emulator/aibot-member'
import { startRunningApp } from '../../support/running-app'
import type { RunningApp } from '../../support/running-app'

let bot: AibotEmulator
let running: RunningApp

beforeAll(async () => {
  bot = await startAibotEmulator()
  running = await startRunningApp({ ...bot.env, STAFF_HOURS: '00:00-24:00' })
  await bot.until(() => bot.connected)
})
afterAll(async () => {
  await running.stop()
  await bot.close()
})
afterEach(() => {
  expect(bot.violations).toEqual([])
  expect(bot.unfinishedStreams()).toEqual([])
})

/** Says it and waits for the next finished answer. */
async function ask(member: AibotMember, text: string): Promise<string> {
  const before = member.heard.length
  member.text(text)
  await bot.until(async () => member.heard.length > before && (await nothingWaits(member.userId)))
  return member.heard.slice(before).join('\n')
}

async function nothingWaits(user: string): Promise<boolean> {
  return (await exchangesOf(user)).every((row) => row.delivery !== 'pending')
}

async function exchangesOf(user: string) {
  const { body } = await running.api('GET', `/api/v1/exchanges?user=${encodeURIComponent(user)}&limit=500`)
  return body.items as {
    author: string
    text: string
    kind: string
    delivery: string
    channel: string
    sourceId: string
  }[]
}

describe('a member who writes to 智能机器人', () => {
  it('is led through a repair with a correction, and every word is on record', async () => {
    const member = bot.member('zhangsan')

    expect(await ask(member, '报修')).toContain('什么坏了')
    await ask(member, '厨房水管漏水')
    await ask(member, '3栋2单元501')
    expect(await ask(member, '随时都行，13812345678')).toContain('3栋2单元501')
    expect(await ask(member, '不对，是4栋')).toContain('4栋2单元501')
    expect(await ask(member, '确认')).toMatch(/BX-\d{8}-\d{4}/)

    const { body } = await running.api('GET', '/api/v1/cases?user=zhangsan')
    expect(body.items).toHaveLength(1)
    expect(body.items[0]).toMatchObject({ kind: 'repair', location: { building: '4' } })
    const log = await exchangesOf('zhangsan')
    expect(log.every((row) => row.channel === 'wecom-aibot')).toBe(true)
    expect((await running.api('GET', '/api/v1/exchanges/verify')).body.ok).toBe(true)
  })

  it('is answered in one stream that stands where the answer belongs', async () => {
    const member = bot.member('lisi')

    await ask(member, '物业费怎么交')

    expect(member.received).toHaveLength(1)
    expect(member.received[0]).toMatchObject({ kind: 'stream', via: 'reply', finished: true })
  })

  it('is welcomed with a card, and a tap on it is the choice it names', async () => {
    const member = bot.member('wangwu')
    member.enter()
    await bot.until(() => member.received.length === 1)
    expect(member.received[0]).toMatchObject({ kind: 'card', via: 'welcome' })

    const before = member.received.length
    member.tap('我要报修')
    await bot.until(() => member.received.length > before)

    expect(member.heard.at(-1)).toContain('什么坏了')
    expect(await exchangesOf('wangwu')).toContainEqual(expect.objectContaining({ kind: 'menu', text: '我要报修' }))
    await bot.until(() => member.received[0]!.card?.main_title?.title === '已收到您的选择')
  })

  it('is heard once, however often WeCom delivers the message', async () => {
    const member = bot.member('twice')
    const msgid = member.text('装修要办什么手续')
    bot.again(msgid)
    await bot.until(async () => member.heard.length > 0 && (await nothingWaits('twice')))

    bot.again(msgid)
    await ask(member, '谢谢')

    const log = await exchangesOf('twice')
    expect(log.filter((row) => row.author === 'owner').map((row) => row.text)).toEqual(['装修要办什么手续', '谢谢'])
    expect(member.heard).toHaveLength(2)
  })

  it('has photos and files decrypted and kept as they were sent, also those in a message with words', async () => {
    const member = bot.member('photo')
    const photo = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    )
    member.mixed(['楼道灯坏了', photo])
    await bot.until(async () => member.heard.length > 0 && (await nothingWaits('photo')))
    const before = member.heard.length
    member.file(Buffer.from('%PDF-1.4 decoration'), '装修申请.pdf')
    await bot.until(() => member.heard.length > before)

    await bot.until(async () => (await filesOf()).length === 2)
    expect(await filesOf()).toEqual([
      { name: '照片.png', mime: 'image/png', bytes: photo.length },
      { name: '装修申请.pdf', mime: 'application/pdf', bytes: '%PDF-1.4 decoration'.length },
    ])
    const log = await exchangesOf('photo')
    expect(log.filter((row) => row.author === 'owner').map((row) => row.kind)).toEqual(['text', 'image', 'file'])
  })

  it('is heard in the words WeCom wrote down from a voice message', async () => {
    const member = bot.member('voice')
    member.voice('电梯坏了没人修，我要投诉')
    await bot.until(async () => member.heard.length > 0 && (await nothingWaits('voice')))

    const log = await exchangesOf('voice')
    expect(log[0]).toMatchObject({ kind: 'voice', text: '电梯坏了没人修，我要投诉' })
    expect(log.at(-1)!.text).toMatch(/电梯|投诉/)
  })

  it('gets an answer for a type nobody knows yet, and feedback wants none', async () => {
    const member = bot.member('odd')
    member.raw('hologram', { hologram: { depth: 3 } })
    await bot.until(() => member.heard.length === 1)
    member.feedback(2)
    await ask(member, '谢谢')

    expect((await exchangesOf('odd')).map((row) => row.kind)).toEqual(
      expect.arrayContaining(['hologram', 'feedback_event']),
    )
    expect(member.heard).toHaveLength(2)
  })
})

async function filesOf() {
  return running.database.db.query<{ name: string; mime: string; bytes: number }>(
    'test-files',
    'select name, mime, size::int as bytes from file order by created_at, name',
  )
}

describe('a member who is given to a person', () => {
  it('is served from the console; the bot is silent until the end', async () => {
    const member = bot.member('angry')
    await ask(member, '你们是不是都死了！电梯坏了一个星期没人管，我要去12345投诉你们这帮垃圾！')
    const { body } = await running.api('GET', '/api/v1/handoffs?user=angry')
    const id = body.items[0].id as string
    expect(body.items[0]).toMatchObject({ status: 'waiting', reason: 'sentiment' })

    expect((await running.api('POST', `/api/v1/handoffs/${id}/accept`, { by: 'xiaozhang' })).status).toBe(200)
    const before = member.heard.length
    member.text('人呢')
    await running.api('POST', `/api/v1/handoffs/${id}/reply`, { by: 'xiaozhang', text: '您好，我是小张，马上为您处理' })
    await bot.until(() => member.heard.length > before)
    await bot.until(async () => (await exchangesOf('angry')).some((row) => row.text === '人呢'))
    expect(member.heard.slice(before)).toEqual(['您好，我是小张，马上为您处理'])
    expect(member.received.at(-1)!.via).toBe('push')

    await running.api('POST', `/api/v1/handoffs/${id}/close`, { by: 'xiaozhang' })
    expect(await ask(member, '装修要办什么手续')).toContain('装修')
  })
})

describe('a group that mentions the bot', () => {
  it('gets approved answers, and nothing of anybody’s own', async () => {
    const alone = bot.member('zhao')
    await ask(alone, '报修 3栋2单元501厨房水管漏水 13812345678 随时')
    const before = alone.heard.length
    const member = bot.inGroup('wrGroup1', 'zhao')

    const answer = async (text: string) => {
      const heard = member.heard.length
      member.text(text)
      await bot.until(() => member.heard.length > heard)
      return member.heard.slice(heard).join('\n')
    }
    expect(await answer('装修要办什么手续')).toContain('装修')
    for (const text of [
      '查一下我的报修进度',
      '我家501水管漏了，电话13812345678',
      '我要投诉楼上601太吵',
      '确认',
      '转人工',
    ]) {
      const said = await answer(text)
      expect(said).toMatch(/头像/)
      expect(said).not.toMatch(/501|138|601|BX-|TS-/)
    }
    // Nothing was filed, and the talk in private is where it was.
    expect(
      (await running.api('GET', '/api/v1/cases?user=' + encodeURIComponent('group:wrGroup1:zhao'))).body.items,
    ).toEqual([])
    expect(alone.heard).toHaveLength(before)
    expect(await ask(alone, '都行')).toContain('3栋2单元501')
    expect(await ask(alone, '确认')).toMatch(/BX-\d{8}-\d{4}/)
    expect(member.heard.join()).not.toMatch(/BX-/)
  })

  it('hears in danger what keeps people safe; staff get the place, the group does not', async () => {
    const member = bot.inGroup('wrGroup2', 'qian')
    member.text('5栋302煤气味好大，怎么办')
    await bot.until(() => member.heard.length === 1)

    expect(member.heard[0]).toMatch(/开窗/)
    expect(member.heard[0]).not.toMatch(/302|5栋/)
    const { body } = await running.api('GET', '/api/v1/cases?user=' + encodeURIComponent('group:wrGroup2:qian'))
    expect(body.items[0]).toMatchObject({
      kind: 'emergency',
      emergencyType: 'gas',
      location: { building: '5', room: '302' },
    })
  })

  it('is left alone when nobody mentions it', async () => {
    const member = bot.inGroup('wrGroup3', 'sun')
    member.text('今晚谁一起打球', { mention: false })
    member.text('物业几点上班')
    await bot.until(() => member.heard.length === 1)

    const log = await exchangesOf('group:wrGroup3:sun')
    expect(log.filter((row) => row.author === 'owner').map((row) => row.text)).toEqual([
      '今晚谁一起打球',
      '物业几点上班',
    ])
    expect(log.filter((row) => row.author === 'bot')).toHaveLength(1)
  })
})
