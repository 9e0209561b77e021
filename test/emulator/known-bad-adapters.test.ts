import type { Reply, Talk } from './talk'
import { startTalk, USER } from './talk'

/**
 * domain.md C3: habits of bots seen in the field (wecom-protocol §12), each written down as the few lines they are. The
 * emulator must let the sound one pass and catch every other.
 */
interface Item {
  msgid: string
  origin: number
  text?: { content: string }
}
interface Bot {
  wake(): Promise<void>
}

let talk: Talk
beforeEach(async () => {
  talk = await startTalk()
})
afterEach(() => talk.wecom.close())

const itemsOf = (page: Reply): Item[] => ((page.msg_list ?? []) as Item[]).filter((item) => item.origin === 3)

function sound(): Bot {
  let cursor: unknown
  return {
    async wake() {
      for (let more = true; more;) {
        const page = await talk.sync(cursor ? { cursor } : {})
        cursor = page.next_cursor
        more = page.has_more === 1
        for (const item of itemsOf(page)) await answer(item)
      }
    },
  }
}

async function answer(item: Item): Promise<void> {
  const { state } = talk.wecom.session(talk.wecom.openKfid, USER)
  if (state > 1) return
  const msgid = `r_${item.msgid}`
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const sent = await talk.say(`收到：${item.text?.content}`, { msgid }).catch(() => null)
    if (sent && sent.errcode !== -1) return
  }
}

const burst = async (): Promise<void> => {
  await talk.wecom.together(async () => {
    for (const text of ['厨房', '漏水', '快来']) await talk.resident.text(text)
  })
}

test('a sound bot answers everything once under faults and breaks no rule', async () => {
  const bot = sound()
  talk.wecom.faults.set({
    emptyPage: {},
    shortPage: { times: 2 },
    busy: { on: 'kf/send_msg' },
    reset: { on: 'kf/send_msg', when: 'after', skip: 1 },
  })
  await burst()
  await bot.wake()

  expect(talk.resident.heard).toEqual(['收到：厨房', '收到：漏水', '收到：快来'])
  expect(talk.wecom.faults.fired).toHaveLength(5)
  expect(talk.wecom.violations).toEqual([])
})

test('a bot that keeps only the last item of a page leaves words unanswered', async () => {
  await burst()
  const page = await talk.sync()
  const last = itemsOf(page).at(-1)
  if (last) await answer(last)

  expect(talk.resident.heard).toEqual(['收到：快来'])
})

test('a bot that stops at an empty page hears nothing', async () => {
  await burst()
  talk.wecom.faults.set({ emptyPage: {} })
  const page = await talk.sync()
  for (const item of itemsOf(page)) await answer(item)

  expect(page.has_more).toBe(1)
  expect(talk.resident.heard).toEqual([])
})

test('a bot that keeps its cursor in memory answers again after a restart, and is noticed', async () => {
  await burst()
  await sound().wake()
  await talk.resident.text('还在吗')
  await sound().wake()

  expect(talk.rules()).toEqual(['cursor-dropped'])
})

test('a bot that does not look at the state disturbs the person who serves', async () => {
  await talk.resident.text('找人工')
  await talk.trans(3, 'zhangsan')
  await talk.say('我是机器人')

  expect(talk.rules()).toEqual(['sent-while-staff-serve'])
})

test('a bot that retries under a new msgid says everything twice', async () => {
  await talk.resident.text('在吗')
  talk.wecom.faults.set({ reset: { on: 'kf/send_msg', when: 'after' } })
  await talk.say('在的', { msgid: 'one' }).catch(() => talk.say('在的', { msgid: 'two' }))

  expect(talk.resident.heard).toEqual(['在的', '在的'])
})

test('a bot that sends the parts of an answer side by side is noticed', async () => {
  await talk.resident.text('装修要什么手续')
  await Promise.all(['一', '二', '三'].map((part) => talk.say(part)))

  expect(talk.rules()).toContain('concurrent-sends')
})

test('a bot that answers in seven parts loses two', async () => {
  await talk.resident.text('装修要什么手续')
  for (let part = 1; part <= 7; part += 1) await talk.say(`第${part}部分`)

  expect(talk.resident.heard).toHaveLength(5)
  expect(talk.rules()).toEqual(['more-than-five-messages', 'more-than-five-messages'])
})
