import { createInbox } from '../../../src/queue/inbox'
import { until } from '../../support/until'
import { DoorStage } from './open-door'

let stage: DoorStage
const open = async (...options: Parameters<typeof DoorStage.open>) => (stage = await DoorStage.open(...options))
afterEach(() => stage.close())

const texts = async (user?: string) => (await stage.exchanges(user)).map(({ text }) => text)
const rulesBroken = () => stage.emulator.violations.map(({ rule, detail }) => `${rule}: ${detail}`)
const inbox = () => createInbox({ db: stage.db, clock: stage.clock, pace: () => ({ settleMs: 0, answerMs: 0 }) })
const pulls = () => stage.emulator.faults.fired.length
const account = async () => {
  const rows = await stage.db.query<{ cursor: string | null; slowness: number; active: boolean; catching_up: boolean }>(
    'test-account',
    'select cursor, slowness, active, catching_up from kf_account where open_kfid = $1',
    [stage.emulator.openKfid],
  )
  return rows[0]
}
const session = async (user = 'wmA') => {
  const rows = await stage.db.query<{ state: number | null; servicer: string | null }>(
    'test-session',
    'select state, servicer from kf_session where external_userid = $1',
    [user],
  )
  return rows[0]
}

describe('the callback', () => {
  test('passes the check of the admin console', async () => {
    await open()

    expect(await stage.emulator.verifyCallback()).toEqual({ ok: true, reason: 'ok' })
  })

  test('is answered at once and empty, even while WeCom hangs on every call', async () => {
    await open({ deps: { byHand: false } })
    stage.emulator.faults.set({ hang: { on: 'kf/sync_msg', times: 1, ms: 3_000 } })

    await stage.emulator.resident('wmA').text('厨房漏水')
    await stage.emulator.idle()

    expect(stage.emulator.deliveries.map(({ delivered }) => delivered)).toEqual([true])
    expect(rulesBroken()).toEqual([])
  })

  test('five hundred at once share a few commits and lead to one pull', async () => {
    await open()
    let statements = 0
    const query = stage.db.query.bind(stage.db)
    stage.db.query = (name, sql, params) => {
      if (name === 'kf-wake') statements += 1
      return query(name, sql, params)
    }
    const door = stage.another()
    const resident = stage.emulator.resident('wmA')
    await stage.emulator.together(async () => {
      for (let n = 0; n < 20; n += 1) await resident.text(`第${n}句`)
    })
    await stage.emulator.idle()

    expect(statements).toBe(1)
    await door.start()
    await door.pull()
    expect(await texts()).toHaveLength(20)
    await door.stop()
  })
})

describe('messages', () => {
  test('of every kind arrive once, in order, each as what it is', async () => {
    await open()
    const resident = stage.emulator.resident('wmA')
    await resident.enter({ scene: 'gate3', sceneParam: 'b=3' })
    await resident.text('您好')
    const photo = await resident.image()
    await resident.voice()
    await resident.video()
    await resident.file()
    await resident.raw('hologram', { beam: 1 })
    await resident.recall(photo)
    await stage.settle()

    const rows = await stage.exchanges()

    expect(rows.map(({ kind, turn }) => [kind, turn])).toEqual([
      ['event', true],
      ['text', true],
      ['image', true],
      ['voice', true],
      ['video', true],
      ['file', true],
      ['hologram', true],
      ['event', true],
    ])
    for (const { attachment } of rows.slice(2, 6)) expect(attachment?.fileId).toBeTruthy()
    expect(rulesBroken()).toEqual([])
  })

  test('of many owners keep each owner’s order, through pages of any size', async () => {
    await open()
    stage.emulator.faults.set({ shortPage: { times: 5 }, emptyPage: { times: 4 } })
    await stage.emulator.together(async () => {
      for (let n = 0; n < 10; n += 1)
        for (const user of ['wmA', 'wmB', 'wmC']) await stage.emulator.resident(user).text(`${user}${n}`)
    })
    await stage.settle()

    for (const user of ['wmA', 'wmB', 'wmC'])
      expect(await texts(user)).toEqual(Array.from({ length: 10 }, (_, n) => `${user}${n}`))
    expect(rulesBroken()).toEqual([])
  })

  test('announced twice, late or out of order arrive once', async () => {
    await open()
    stage.emulator.faults.set({
      doubleCallback: { probability: 0.7, fresh: true },
      reorderedCallback: { probability: 0.5 },
      msgTokenDeath: { times: 3 },
    })
    const resident = stage.emulator.resident('wmA')
    for (let n = 0; n < 12; n += 1) {
      await resident.text(`第${n}句`)
      if (n % 3 === 0) await stage.settle()
    }
    await stage.settle()
    // The last one may have been held back for ever: then reconciliation finds it.
    stage.clock.advance(60_000)
    await stage.settle()

    expect(await texts()).toEqual(Array.from({ length: 12 }, (_, n) => `第${n}句`))
    expect(rulesBroken()).toEqual([])
  })

  test('of staff land in the log as theirs and wake nobody', async () => {
    await open()
    await stage.emulator.resident('wmA').text('厨房漏水')
    await stage.settle()
    await stage.handOver('wmA')
    stage.emulator.servicer('zhangsan').say(stage.emulator.openKfid, 'wmA', '马上到')
    await stage.settle()

    expect((await stage.exchanges()).at(-1)).toEqual(
      expect.objectContaining({ author: 'staff', direction: 'out', text: '马上到', turn: false }),
    )
  })
})

describe('the community', () => {
  const communities = () =>
    stage.db.query<{ user_id: string; community_id: string | null }>(
      'test-communities',
      'select user_id, community_id from conversation order by user_id',
    )

  test('of an owner is that of the link they came by, and later words do not change it', async () => {
    await open({ deps: { communityOf: async ({ scene }) => (scene === 'gate3' ? 'cm_a' : undefined) } })
    await stage.db.query(
      'test-community',
      `insert into community (id, name, created_at) values ('cm_a', '甲', now()) on conflict do nothing`,
    )
    await stage.emulator.resident('wmA').enter({ scene: 'gate3' })
    await stage.emulator.resident('wmA').text('您好')
    await stage.emulator.resident('wmB').text('您好')
    await stage.settle()
    await stage.emulator.resident('wmA').text('再问一句')
    await stage.settle()

    expect(await communities()).toEqual([
      { user_id: 'wmA', community_id: 'cm_a' },
      { user_id: 'wmB', community_id: null },
    ])
  })

  test('of somebody who just writes is asked for once', async () => {
    const asked: unknown[] = []
    await open({
      deps: {
        communityOf: async (entry) => {
          asked.push(entry)
          return 'cm_a'
        },
      },
    })
    await stage.db.query(
      'test-community',
      `insert into community (id, name, created_at) values ('cm_a', '甲', now()) on conflict do nothing`,
    )
    for (const text of ['一', '二', '三']) {
      await stage.emulator.resident('wmA').text(text)
      await stage.settle()
    }

    expect(asked).toEqual([{ account: stage.emulator.openKfid }])
    expect(await communities()).toEqual([{ user_id: 'wmA', community_id: 'cm_a' }])
  })
})

describe('a lost callback', () => {
  test.each([
    ['within a minute while somebody talks', 0, 60_000],
    ['within five minutes when all is quiet', 2 * 3600_000, 300_000],
  ])('is made good %s', async (_when, quietMs, withinMs) => {
    await open()
    await stage.emulator.resident('wmA').text('第一句')
    await stage.settle()
    stage.clock.advance(quietMs)
    await stage.door.pull()
    stage.emulator.faults.set({ lostCallback: { times: 1 } })
    await stage.emulator.resident('wmA').text('第二句')

    stage.clock.advance(withinMs - 1_000)
    await stage.settle()
    expect(await texts()).toEqual(['第一句'])
    stage.clock.advance(1_000)
    await stage.settle()

    expect(await texts()).toEqual(['第一句', '第二句'])
    expect(rulesBroken()).toEqual([])
  })

  test('is looked for half as often after a rate limit, and the limit is kept', async () => {
    await open()
    await stage.emulator.resident('wmA').text('第一句')
    await stage.settle()
    stage.emulator.faults.set({ rateLimit: { on: 'kf/sync_msg' } })
    stage.clock.advance(60_000)
    await stage.settle()
    await stage.emulator.resident('wmA').text('第二句')
    await stage.settle()
    await stage.settle()

    expect([await texts(), (await account())?.slowness]).toEqual([['第一句'], 2])
    stage.clock.advance(61_000)
    await stage.settle()

    expect(await texts()).toEqual(['第一句', '第二句'])
    expect(rulesBroken()).toEqual([])
  })
})

describe('a failure of WeCom', () => {
  test.each(['busy', 'reset', 'badGateway', 'malformed'] as const)('%s costs a moment, no message', async (fault) => {
    await open()
    stage.emulator.faults.set({ [fault]: { on: 'kf/sync_msg', times: 5 } })
    await stage.emulator.resident('wmA').text('厨房漏水')
    await stage.settle()
    expect(await texts()).toEqual([])

    stage.clock.advance(10_000)
    await stage.settle()

    expect(await texts()).toEqual(['厨房漏水'])
    expect(pulls()).toBe(5)
    expect(rulesBroken()).toEqual([])
  })

  test('of the access token is not noticed', async () => {
    await open()
    for (const [text, errcode] of [
      ['一', 40014],
      ['二', 42001],
    ] as const) {
      stage.emulator.faults.set({ tokenDeath: { on: 'kf/sync_msg', times: 1, errcode } })
      await stage.emulator.resident('wmA').text(text)
      await stage.settle()
    }

    expect(await texts()).toEqual(['一', '二'])
    expect(rulesBroken()).toEqual([])
  })
})

describe('the store', () => {
  test('that fails in the middle of a page keeps neither messages nor cursor, and the page comes again', async () => {
    await open()
    const before = (await account())?.cursor
    let failures = 0
    const broken = stage.another({
      acceptIn: async () => {
        failures += 1
        throw Object.assign(new Error('the connection broke'), { code: '08006' })
      },
    })
    await stage.emulator.resident('wmA').text('厨房漏水')
    await stage.emulator.idle()
    await broken.start()

    await broken.pull()

    expect(failures).toBeGreaterThan(0)
    expect((await account())?.cursor).toBe(before)
    stage.clock.advance(10_000)
    await stage.settle()
    expect(await texts()).toEqual(['厨房漏水'])
    await broken.stop()
  })

  test('that refuses one message takes all others, and the one is put aside whole', async () => {
    await open()
    const door = stage.another({
      acceptIn: async (tx, arrivals) => {
        // As a constraint would: the statement fails and with it the transaction.
        for (const { message } of arrivals)
          if (message.content.kind === 'text' && message.content.text === '毒')
            await tx.query('test-poison', 'select 1 / 0')
        return inbox().acceptIn(tx, arrivals)
      },
    })
    await door.start()
    await stage.emulator.together(async () => {
      for (const text of ['一', '毒', '三']) await stage.emulator.resident('wmA').text(text)
    })
    await stage.emulator.idle()

    await door.pull()

    expect(await texts()).toEqual(['一', '三'])
    const strays = await stage.db.query<{ item: { message: { content: unknown } } }>(
      'test-strays',
      'select item from kf_stray',
    )
    expect(strays.map(({ item }) => item.message.content)).toEqual([{ kind: 'text', text: '毒' }])
    await door.stop()
  })
})

describe('two processes on one store', () => {
  test('pull each account one at a time, and every message arrives once', async () => {
    await open({ deps: { byHand: false } })
    const other = stage.another({ byHand: false })
    await other.start()
    for (const round of [1, 2, 3, 4, 5])
      await stage.emulator.together(async () => {
        for (const user of ['wmA', 'wmB']) await stage.emulator.resident(user).text(`${user}${round}`)
      })

    await until(async () => (await texts()).length === 10, 'ten messages')

    expect(await texts('wmA')).toEqual(['wmA1', 'wmA2', 'wmA3', 'wmA4', 'wmA5'])
    expect(rulesBroken()).toEqual([])
    await other.stop()
  })

  test('one that lost its lease writes nothing any more', async () => {
    await open()
    let stolen = false
    const slow = stage.another({
      communityOf: async () => {
        // Between the pull and the commit another process takes the account over.
        await stage.db.query('test-steal', 'update kf_account set epoch = epoch + 1')
        stolen = true
        return undefined
      },
    })
    await slow.start()
    await stage.emulator.resident('wmA').enter({ scene: 'gate3' })
    await stage.emulator.idle()
    const before = (await account())?.cursor

    await slow.pull()

    expect(stolen).toBe(true)
    expect([(await account())?.cursor, await stage.exchanges()]).toEqual([before, []])
    await slow.stop()
  })
})

describe('after a restart', () => {
  test('the next process goes on where the last one stopped', async () => {
    await open()
    await stage.emulator.resident('wmA').text('一')
    await stage.settle()
    await stage.door.stop()
    stage.emulator.setCallbackUrl(null)
    await stage.emulator.resident('wmA').text('二')

    const next = stage.another()
    await next.start()
    await next.pull()

    expect((await stage.exchanges()).map(({ text, turn }) => [text, turn])).toEqual([
      ['一', true],
      ['二', true],
    ])
    expect(rulesBroken()).toEqual([])
    await next.stop()
  })

  test('a long stop is caught up with: all stored, the newest open question of each owner answered', async () => {
    await open()
    await stage.emulator.resident('wmA').text('你好')
    await stage.settle()
    stage.emulator.setCallbackUrl(null)
    for (const [text, minutes] of [
      ['停水到几点', 30],
      ['快递放哪里', 30],
      ['车位还有吗', 30],
    ] as const) {
      await stage.emulator.resident('wmA').text(text)
      stage.clock.advance(minutes * 60_000)
    }

    await stage.door.pull()

    expect((await stage.exchanges()).map(({ text, turn }) => [text, turn])).toEqual([
      ['你好', true],
      ['停水到几点', false],
      ['快递放哪里', false],
      ['车位还有吗', true],
    ])
    expect((await account())?.catching_up).toBe(false)
  })

  test('a lost cursor replays three days and answers nothing again', async () => {
    await open()
    for (const text of ['一', '二', '三']) await stage.emulator.resident('wmA').text(text)
    await stage.settle()
    await stage.db.query('test-lose', "update kf_account set cursor = 'nonsense', due_at = $1", [stage.clock.now()])
    stage.clock.advance(30 * 60_000)
    const turns = (await stage.exchanges()).filter(({ turn }) => turn).length

    await stage.settle()

    const rows = await stage.exchanges()
    expect(rows.map(({ text }) => text)).toEqual(['一', '二', '三'])
    expect(rows.filter(({ turn }) => turn)).toHaveLength(turns)
    expect((await account())?.cursor).not.toBe('nonsense')
    expect(rulesBroken()).toEqual([])
  })
})

describe('the session', () => {
  test('follows what staff do in their client', async () => {
    await open()
    const servicer = stage.emulator.servicer('zhangsan')
    stage.emulator.addServicer(stage.emulator.openKfid, 'lisi')
    await stage.emulator.resident('wmA').text('转人工')
    await stage.settle()
    stage.emulator.faults.set({ errcode: { on: 'kf/service_state/trans', errcode: 95019, times: 2 } })
    await stage.handOver('wmA')
    const states = [await session()]
    servicer.pick(stage.emulator.openKfid, 'wmA')
    await stage.settle()
    states.push(await session())
    servicer.transfer(stage.emulator.openKfid, 'wmA', 'lisi')
    await stage.settle()
    states.push(await session())
    stage.emulator.servicer('lisi').end(stage.emulator.openKfid, 'wmA')
    await stage.settle()
    states.push(await session())

    expect(states).toEqual([
      { state: 2, servicer: null },
      { state: 3, servicer: 'zhangsan' },
      { state: 3, servicer: 'lisi' },
      { state: 4, servicer: null },
    ])
  })

  test('knows who is on duty, and hears when that changes', async () => {
    await open()
    stage.emulator.addServicer(stage.emulator.openKfid, 'lisi', { receiving: false })

    expect(await stage.door.staffing(stage.emulator.openKfid)).toEqual({
      receiving: ['zhangsan'],
      all: ['zhangsan', 'lisi'],
      departments: 0,
    })
    stage.emulator.servicer('zhangsan').setReceiving(false)
    await stage.settle()

    expect((await stage.door.staffing(stage.emulator.openKfid)).receiving).toEqual([])
  })
})

describe('accounts', () => {
  test('not in WECOM_KF_ACCOUNTS are left alone', async () => {
    await open({ deps: { accounts: ['wkOther'] } })
    await stage.emulator.resident('wmA').text('厨房漏水')
    await stage.settle()

    expect(await texts()).toEqual([])
  })

  test('withdrawn from the app are not pulled until they are granted again', async () => {
    await open({ deps: { byHand: false } })
    const { openKfid } = stage.emulator
    await until(async () => (await account())?.active === true, 'the first listing')
    stage.emulator.grant(openKfid, false)
    await until(async () => (await account())?.active === false, 'the withdrawal')
    stage.emulator.grant(openKfid, true)
    await until(async () => (await account())?.active === true, 'the grant')
    await stage.emulator.resident('wmA').text('又见面了')

    await until(async () => (await texts()).length === 1, 'the message')
  })

  test('and alarms are told to whoever asks how we are', async () => {
    await open()
    expect(await stage.door.status()).toEqual(
      expect.objectContaining({ ok: true, sentence: '1 KF account(s)', alarms: [], skewSeconds: null }),
    )
    stage.emulator.faults.set({ errcode: { on: 'kf/sync_msg', errcode: 60020, times: 1 } })
    await stage.emulator.resident('wmA').text('厨房漏水')
    await stage.settle()

    const status = await stage.door.status()

    expect(status.ok).toBe(false)
    expect(status.sentence).toContain('60020')
    expect(status.alarms).toHaveLength(1)
  })
})

test('stopping in the middle of many pages loses nothing', async () => {
  await open({ deps: { byHand: false } })
  await stage.emulator.together(async () => {
    for (let n = 0; n < 450; n += 1) await stage.emulator.resident(`wm${n % 7}`).text(String(n))
  })
  await until(async () => (await texts()).length > 0, 'the first page')
  await stage.door.stop()

  const next = stage.another({ byHand: false })
  await next.start()
  await until(async () => (await texts()).length === 450, 'all pages')
  await next.stop()

  expect(new Set(await texts()).size).toBe(450)
  expect(rulesBroken()).toEqual([])
})

test('stopping does not wait for a WeCom that hangs', async () => {
  await open({ deps: { byHand: false } })
  await until(async () => (await account())?.active === true, 'the first listing')
  stage.emulator.faults.set({ hang: { ms: 60_000, times: 50 } })
  await stage.emulator.resident('wmA').image()
  stage.emulator.grant(stage.emulator.openKfid, true)
  const started = performance.now()

  await stage.door.stop()

  expect(performance.now() - started).toBeLessThan(8_000)
})
