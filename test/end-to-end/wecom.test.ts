import { startEmulator } from '../../src/emulator/start-emulator'
import type { Emulator } from '../../src/emulator/start-emulator'
import { startRunningApp } from '../support/running-app'
import type { RunningApp } from '../support/running-app'

let wecom: Emulator
let running: RunningApp

beforeEach(async () => {
  wecom = await startEmulator()
  running = await startRunningApp({ ...wecom.env, STAFF_HOURS: '00:00-24:00' })
  wecom.setCallbackUrl(`${running.url}/wecom/callback`)
})
afterEach(async () => {
  await running.stop()
  await wecom.close()
})

type Resident = ReturnType<Emulator['resident']>

/** Says it and waits for the next answer. */
async function ask(resident: Resident, text: string): Promise<string> {
  const before = resident.received.length
  await resident.text(text)
  await wecom.until(() => resident.received.length > before, 15_000)
  return textOf(resident.received.at(-1)!)
}

function textOf(message: { text?: string; menu?: unknown }): string {
  return message.text ?? JSON.stringify(message.menu)
}

async function exchangesOf(user: string) {
  const { body } = await running.api('GET', `/api/v1/exchanges?user=${user}&limit=500`)
  return body.items as {
    author: string
    text: string
    delivery: string
    sourceId: string
    direction: string
    kind: string
  }[]
}

describe('an owner who writes on WeChat', () => {
  it('passes the check that saving the callback in the admin console makes', async () => {
    expect(await wecom.verifyCallback()).toMatchObject({ ok: true })
    expect(await wecom.verifyCallback({ rawPlus: true })).toMatchObject({ ok: true })
  })

  it('is welcomed within the life of the code, answered, led through a repair with a correction, and every word is on record', async () => {
    const resident = wecom.resident('wmZhang')
    await resident.enter()
    await wecom.until(() => resident.received.length === 1, 15_000)
    expect(resident.received[0]!.via).toBe('event')

    expect(await ask(resident, '报修')).toContain('什么坏了')
    await ask(resident, '厨房水管漏水')
    await ask(resident, '3栋2单元501')
    expect(await ask(resident, '随时都行，13812345678')).toContain('3栋2单元501')
    expect(await ask(resident, '不对，是4栋')).toContain('4栋2单元501')
    expect(await ask(resident, '确认')).toMatch(/BX-\d{8}-0001/)

    const { body } = await running.api('GET', '/api/v1/cases?user=wmZhang')
    expect(body.items).toHaveLength(1)
    expect(body.items[0]).toMatchObject({
      kind: 'repair',
      status: 'open',
      location: { building: '4', unit: '2', room: '501' },
      contact: { phone: '13812345678' },
    })
    const log = await exchangesOf('wmZhang')
    expect(log.filter((row) => row.author === 'owner' && row.kind === 'text').map((row) => row.text)).toEqual([
      '报修',
      '厨房水管漏水',
      '3栋2单元501',
      '随时都行，13812345678',
      '不对，是4栋',
      '确认',
    ])
    expect(log.filter((row) => row.direction === 'out').every((row) => row.delivery === 'sent')).toBe(true)
    expect((await running.api('GET', '/api/v1/exchanges/verify')).body.ok).toBe(true)
    expect(wecom.violations).toEqual([])
  })

  it('gets a person when angry: the session goes to the servicer, the bot is silent, staff words are on record, and the end frees the bot', async () => {
    const resident = wecom.resident('wmAngry')
    expect(await ask(resident, '你们是不是都死了！电梯坏了一个星期没人管，我要去12345投诉你们这帮垃圾！')).toBeTruthy()
    await wecom.until(() => wecom.session(wecom.openKfid, 'wmAngry').state === 3, 15_000)
    await wecom.until(() => wecom.appMessages.length > 0, 15_000)
    expect(JSON.stringify(wecom.appMessages[0])).toContain('转人工')

    const { body } = await running.api('GET', '/api/v1/handoffs?user=wmAngry')
    expect(body.items).toHaveLength(1)
    expect(body.items[0].reason).toBe('sentiment')
    expect(body.items[0].evidence.length).toBeGreaterThan(0)
    await wecom.until(
      async () => (await running.api('GET', '/api/v1/handoffs?user=wmAngry')).body.items[0].status === 'active',
      15_000,
    )

    const heard = resident.received.length
    await resident.text('人呢')
    await wecom.servicer('zhangsan').say(wecom.openKfid, 'wmAngry', '您好，我是小张，马上为您处理')
    await wecom.until(async () => (await exchangesOf('wmAngry')).some((row) => row.author === 'staff'), 15_000)
    expect(resident.received.slice(heard).every((message) => message.via === 'servicer')).toBe(true)

    await wecom.servicer('zhangsan').end(wecom.openKfid, 'wmAngry')
    await wecom.until(
      async () => (await running.api('GET', '/api/v1/handoffs?user=wmAngry')).body.items[0].status === 'closed',
      15_000,
    )
    await wecom.until(() => resident.received.some((message) => message.text.includes('先到这里')), 15_000)
    expect(await ask(resident, '物业费怎么交')).toBeTruthy()
    expect(wecom.violations).toEqual([])
  })

  it('is told what to do at once when gas leaks, before anybody asks where', async () => {
    const resident = wecom.resident('wmGas')
    await ask(resident, '家里好大的煤汽味')
    expect(resident.received[0]!.text).toMatch(/开窗/)
    expect(resident.received[0]!.text).toMatch(/119/)
    await wecom.until(() => wecom.appMessages.length > 0, 15_000)
    const { body } = await running.api('GET', '/api/v1/cases?user=wmGas')
    expect(body.items[0]).toMatchObject({ kind: 'emergency', emergencyType: 'gas', priority: 'emergency' })
    expect(wecom.violations).toEqual([])
  })

  it('gets an answer for every kind of message there is, also for kinds nobody knows yet', async () => {
    const resident = wecom.resident('wmAll')
    await resident.image()
    await wecom.until(() => resident.received.length >= 1, 15_000)
    await resident.voice()
    await wecom.until(() => resident.received.length >= 2, 15_000)
    await resident.location()
    await wecom.until(() => resident.received.length >= 3, 15_000)
    await resident.raw('hologram', { hologram: { depth: 3 } })
    await wecom.until(() => resident.received.length >= 4, 15_000)
    expect(resident.received[3]!.text).toContain('看不到内容')
    await resident.raw('business_card', { userid: 'zhangsan' })
    await wecom.until(() => resident.received.length >= 5, 15_000)
    expect(resident.received[4]!.text).toContain('看不到内容')
    expect((await exchangesOf('wmAll')).map((row) => row.kind)).toEqual(
      expect.arrayContaining(['image', 'voice', 'location', 'hologram']),
    )
    expect(wecom.violations).toEqual([])
  })
})

describe('with all the faults of the server on', () => {
  it('logs every owner message once, answers every owner, and breaks no rule', async () => {
    wecom.faults.set({
      busy: { probability: 0.05 },
      reset: [{ on: 'kf/send_msg', when: 'after', probability: 0.1 }, { probability: 0.03 }],
      badGateway: { probability: 0.03 },
      malformed: { probability: 0.03 },
      tokenDeath: { probability: 0.03 },
      omitEmpty: { probability: 0.5 },
      oddErrmsg: { probability: 0.2 },
      emptyPage: { on: 'sync_msg', probability: 0.2 },
      shortPage: { on: 'sync_msg', probability: 0.2 },
      msgTokenDeath: { probability: 0.1 },
      lostCallback: { probability: 0.1 },
      doubleCallback: { probability: 0.3, fresh: true },
      reorderedCallback: { probability: 0.1 },
    })
    const residents = Array.from({ length: 12 }, (_, index) => wecom.resident(`wmFault${index}`))
    for (const round of ['物业费怎么交', '装修要办什么手续', '谢谢'])
      await Promise.all(residents.map((resident) => resident.text(round)))
    wecom.faults.set({ lostCallback: { times: 0 } })
    // A last word each, announced without loss, brings in whatever a lost callback left behind.
    wecom.faults.clear()
    await Promise.all(residents.map((resident) => resident.text('再见')))

    await wecom.until(async () => {
      for (const resident of residents) {
        const log = await exchangesOf(resident.id)
        if (log.filter((row) => row.author === 'owner').length !== 4) return false
        if (!log.some((row) => row.author === 'bot') || log.some((row) => row.delivery === 'pending')) return false
      }
      return true
    }, 90_000)

    for (const resident of residents) {
      const log = await exchangesOf(resident.id)
      expect(log.filter((row) => row.author === 'owner').map((row) => row.text)).toEqual([
        '物业费怎么交',
        '装修要办什么手续',
        '谢谢',
        '再见',
      ])
      const said = log.filter((row) => row.author === 'bot' && row.delivery === 'sent')
      // What the log calls sent reached the owner exactly once.
      expect(
        resident.received
          .filter((message) => message.via === 'send_msg')
          .map((message) => message.msgid)
          .sort(),
      ).toEqual(said.map((row) => row.sourceId).sort())
    }
    expect((await running.api('GET', '/api/v1/exchanges/verify')).body.ok).toBe(true)
    expect(wecom.violations).toEqual([])
  }, 120_000)
})
