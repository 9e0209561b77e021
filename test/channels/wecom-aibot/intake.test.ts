import { AibotStage } from './open-door'
import type { Process } from './open-door'

let stage: AibotStage
let process: Process

beforeEach(async () => {
  stage = await AibotStage.open()
  process = await stage.process()
})
afterEach(async () => {
  await stage.close()
  expect(stage.bot.violations).toEqual([])
})

describe('what WeCom pushes', () => {
  it('is in the inbox once, in its order, whatever wrong frames stand between', async () => {
    const { bot } = stage
    bot.faults.set({
      wrongFrames: { times: 3 },
      doubleCallback: { times: 20 },
    })
    const member = bot.member('zhang')

    for (let count = 0; count < 20; count++) member.text(`第${count}句`)
    await stage.heard('zhang', 20)
    await process.door.settled()

    expect((await stage.inbox('zhang')).map(({ text }) => text)).toEqual(
      Array.from({ length: 20 }, (_, count) => `第${count}句`),
    )
  })

  it('is taken in the order it comes in, when that is not the order it was written in', async () => {
    const { bot } = stage
    const member = bot.member('zhang')

    bot.backwards(() => {
      member.text('先写的')
      member.text('后写的')
    })

    await stage.heard('zhang', 2)
    expect((await stage.inbox('zhang')).map(({ text }) => text)).toEqual(['后写的', '先写的'])
  })

  it('waits for a database that is away, and is not lost', async () => {
    await process.door.stop()
    let away = 2
    const bare = stage.db
    const flaky: typeof bare = Object.create(bare, {
      tx: {
        value: (work: Parameters<typeof bare.tx>[0]) => {
          if (away-- > 0) return Promise.reject(stage.unavailable())
          return bare.tx(work)
        },
      },
    })
    await stage.process({ db: flaky, retryMs: 1 })
    const member = stage.bot.member('zhang')

    member.text('水管爆了')

    await stage.heard('zhang', 1)
    expect(away).toBeLessThan(0)
  })

  it('is split where words and pictures come together; a quoted photo belongs to the words', async () => {
    const member = stage.bot.member('zhang')
    member.mixed(['楼道灯坏了', Buffer.from('picture one'), '已经三天了'])
    await stage.heard('zhang', 3)
    member.text('这个修好了吗', { quote: { msgtype: 'text', text: { content: '您的报修已登记' } } })
    await stage.heard('zhang', 4)

    expect((await stage.inbox('zhang')).map(({ kind, text }) => [kind, text])).toEqual([
      ['text', '楼道灯坏了'],
      ['image', ''],
      ['text', '已经三天了'],
      ['text', '这个修好了吗'],
    ])
  })

  it('is in private and in a group two talks of two persons', async () => {
    const { bot, db } = stage
    bot.member('zhang').text('我家漏水')
    bot.inGroup('wrA', 'zhang').text('几点上班')
    bot.inGroup('wrB', 'zhang').text('几点下班')
    await stage.heard('group:wrB:zhang', 1)

    const talks = await db.query<{ user_id: string; person_id: string }>(
      'test-talks',
      'select user_id, person_id from conversation order by user_id',
    )
    expect(talks.map((talk) => talk.user_id)).toEqual(['group:wrA:zhang', 'group:wrB:zhang', 'zhang'])
    expect(new Set(talks.map((talk) => talk.person_id)).size).toBe(3)
    // The mention is no part of the question.
    expect((await stage.inbox('group:wrA:zhang'))[0]!.text).toBe('几点上班')
  })
})

describe('a file', () => {
  it('is fetched later when it cannot be at once, as long as its address lives', async () => {
    await process.door.stop()
    let broken = true
    const fetchImpl: typeof fetch = (...given) => (broken ? Promise.reject(new Error('no network')) : fetch(...given))
    const other = await stage.process({ fetchImpl })
    stage.bot.member('zhang').image()
    await stage.heard('zhang', 1)
    await other.door.tick()
    expect(await stage.db.query('test-file', 'select from file')).toEqual([])

    broken = false
    stage.clock.advance(60_000)
    await other.door.tick()

    expect(await stage.db.query('test-file', 'select from file')).toHaveLength(1)
    expect(await stage.db.query('test-media', 'select from aibot_media')).toEqual([])
  })

  it('is given up, and its key forgotten, when the address has died', async () => {
    await process.door.stop()
    const fetchImpl: typeof fetch = () => Promise.reject(new Error('no network'))
    const other = await stage.process({ fetchImpl })
    stage.bot.member('zhang').image()
    await stage.heard('zhang', 1)

    for (let minute = 0; minute < 6; minute++) {
      stage.clock.advance(60_000)
      await other.door.tick()
    }

    const [row] = await stage.db.query<{ given_up: boolean; aes_key: string }>(
      'test-given-up',
      'select * from aibot_media',
    )
    expect(row).toMatchObject({ given_up: true, aes_key: '' })
    expect(JSON.stringify(other.log.lines)).not.toMatch(/file\/f/)
  })
})
