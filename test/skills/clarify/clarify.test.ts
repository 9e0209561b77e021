import { createSnapshot, shippedSnapshot } from '../../../src/understanding/live/snapshot'
import type { Intent } from '../../../src/understanding/understanding'
import { startTalk } from '../../support/talk'
import type { Talk } from '../../support/talk'

const MATTER = '3栋2单元501门口的地砖翘起来了'
const ASKS = '抱歉，跟您确认一下，免得办错。您这件事是：'

/** The shipped understanding, which cannot decide about one message. */
function undecided(text: string, unsure: [Intent, Intent]) {
  const shipped = shippedSnapshot()
  const snapshot = { ...createSnapshot({ ...shipped, words: 'test' }) }
  snapshot.understander = {
    understand: (said, options) => {
      const read = shipped.understander.understand(said, options)
      return said.startsWith(text) ? { ...read, intent: unsure[0], confidence: 0.4, unsure } : read
    },
  }
  return snapshot
}

let talk: Talk
let unsure: [Intent, Intent] = ['repair', 'complaint']
beforeAll(async () => {
  talk = await startTalk({ understanding: () => undecided(MATTER, unsure) })
})
afterAll(() => talk.close())
let users = 0
let user: string
beforeEach(() => {
  user = `u${(users += 1)}`
  unsure = ['repair', 'complaint']
})

const say = (text: string) => talk.say(text, { user })
/** How many of the owner's messages stand with their newest case. */
const toldInCase = async () => {
  const rows = await talk.db.query<{ told: string }>(
    'test-told-in-case',
    `select count(*)::text as told from case_exchange l join exchange e on e.id = l.exchange_id
      where e.conversation_id = $1 and e.direction = 'in'`,
    [talk.conversationId(user)],
  )
  return Number(rows[0]!.told)
}

it('asks in plain words with both as choices, something else, and a person', async () => {
  const replies = await say(MATTER)

  expect(replies).toEqual([
    expect.objectContaining({
      type: 'menu',
      text: ASKS,
      options: [
        expect.objectContaining({ label: '东西坏了，要师傅来修' }),
        expect.objectContaining({ label: '投诉，要人来处理' }),
        expect.objectContaining({ label: '都不是，另外的事' }),
        expect.objectContaining({ label: '转人工' }),
      ],
    }),
  ])
})

it('goes on after a tap without asking again what was said', async () => {
  await say(MATTER)

  const replies = await talk.tap('东西坏了，要师傅来修', { user })

  const words = JSON.stringify(replies)
  expect(words).toContain('什么时候')
  expect(words).not.toMatch(/几栋|哪里|什么问题|跟您确认/)
})

it.each(['2', '投诉', '后面那个', '我要投诉'])('files the complaint when %s is answered', async (answer) => {
  await say(MATTER)

  const replies = await say(answer)

  expect(JSON.stringify(replies)).toContain('TS-')
  expect(JSON.stringify(replies)).toContain('地砖翘起来了')
  expect(await toldInCase()).toBe(2)
})

it('lets the owner say it anew when it is neither', async () => {
  await say(MATTER)

  expect(JSON.stringify(await say('都不是'))).toContain('再说一句具体要办什么')
  expect(JSON.stringify(await say('物业费怎么交'))).not.toContain('跟您确认')
})

it('hears other words as what they are and does not ask a second time', async () => {
  await say(MATTER)
  const again = await say(`${MATTER}，一走就响`)
  const other = await say('谢谢')

  expect(JSON.stringify(again)).not.toContain('跟您确认')
  expect(JSON.stringify(other)).not.toContain('TS-')
})

it('answers a danger at once, whatever was asked', async () => {
  await say(MATTER)

  expect(JSON.stringify(await say('着火了'))).toContain('119')
})

it('tells an old tap that its menu is over', async () => {
  await say(MATTER)
  talk.clock.advance(3600_000)

  expect(JSON.stringify(await talk.tap('投诉，要人来处理', { user }))).toContain('之前的选项')
  expect(await toldInCase()).toBe(0)
})

it('answers a question that has its article instead of asking', async () => {
  unsure = ['faq', 'complaint']
  const asked = '物业费怎么交'
  const own = await startTalk({ understanding: () => undecided(asked, unsure) })
  try {
    expect(JSON.stringify(await own.say(asked))).not.toContain('跟您确认')
  } finally {
    await own.close()
  }
})
