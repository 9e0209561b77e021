import type { RunningApp } from '../../support/running-app'
import { until as untilTrue } from '../../support/until'

/** What an owner may do on a channel; a channel that lacks one says why in `cannot`. */
export const ABILITIES = [
  'photo',
  'voice',
  'file',
  'location',
  'unknownType',
  'again',
  'backwards',
  'recall',
  'sendFails',
] as const
export type Ability = (typeof ABILITIES)[number]

/** One owner at the far end of the channel. Acts resolve when the channel has taken them, not when they are answered. */
export interface ContractOwner {
  /** As the log names them. */
  readonly user: string
  /** Gives the handle by which the message can be taken back or delivered again. */
  text(words: string): Promise<string>
  /** Several messages, one right after the other. */
  burst(lines: readonly string[]): Promise<void>
  /** A choice of the newest menu, by the words on it. */
  tap(label: string): Promise<void>
  /** What has reached the owner and is finished, oldest first. */
  heard(): Promise<string[]>
  photo?(): Promise<void>
  /** `words` where the channel writes voice down itself. */
  voice?(words: string): Promise<void>
  file?(): Promise<void>
  location?(): Promise<void>
  unknownType?(): Promise<void>
  again?(handle: string): Promise<void>
  /** Written in this order, coming in in the opposite one. */
  backwards?(lines: readonly string[]): Promise<void>
  recall?(handle: string): Promise<void>
  /** The next message to this owner meets a failure of the other side. */
  sendFails?(): void
}

export interface ChannelHarness {
  running: RunningApp
  owner(name: string): ContractOwner
  /** Rules of the vendor that were broken. */
  violations(): readonly unknown[]
  close(): Promise<void>
}

export interface ChannelUnderContract {
  channel: string
  /** Why the channel lacks an ability: a fact about the channel, not an excuse of ours. */
  cannot: Partial<Record<Ability, string>>
  /** The vendor keeps no promise about the order of what it delivers. */
  start(): Promise<ChannelHarness>
}

/** Named by what was waited for, before the test itself runs out of time. */
const until = (condition: () => Promise<boolean>, what: string) => untilTrue(condition, what, 40_000)
jest.setTimeout(120_000)

interface LogRow {
  channel: string
  direction: 'in' | 'out'
  author: string
  kind: string
  text: string | null
  delivery: string
}

/**
 * What every channel keeps, tried through the whole product and the vendor's emulator: each message on record once and answered, in
 * the owner's own order, nothing broken, nothing said twice.
 */
export function describeChannel(given: ChannelUnderContract): void {
  describe(`the channel ${given.channel}`, () => {
    let harness: ChannelHarness
    let names = 0
    let owner: ContractOwner

    beforeAll(async () => void (harness = await given.start()), 60_000)
    afterAll(() => harness?.close())
    beforeEach(() => {
      names += 1
      owner = harness.owner(`owner${names}`)
    })
    afterEach(async () => {
      expect(harness.violations()).toEqual([])
      expect((await harness.running.api('GET', '/api/v1/exchanges/verify')).body.ok).toBe(true)
    })

    it('says of every ability whether it has it, and of a missing one why', () => {
      for (const ability of ABILITIES) {
        const reason = given.cannot[ability]
        expect({ ability, has: owner[ability] !== undefined }).toEqual({ ability, has: reason === undefined })
        if (reason !== undefined) expect(reason.length).toBeGreaterThan(20)
      }
    })

    it('puts words on record and answers them', async () => {
      const answer = await ask('报修')

      expect(answer).toContain('什么坏了')
      const rows = await log()
      expect(rows[0]).toMatchObject({
        channel: given.channel,
        direction: 'in',
        author: 'owner',
        kind: 'text',
        text: '报修',
      })
      expect(rows.at(-1)).toMatchObject({ channel: given.channel, direction: 'out', author: 'bot', delivery: 'sent' })
    })

    it('takes a burst as one matter, in its order', async () => {
      const lines = ['报修', '厨房水管漏水', '3栋2单元501']
      await owner.burst(lines)
      await until(async () => (await said()).length === 3, 'the burst to be on record')
      await settled(1)

      expect(await said()).toEqual(lines)
      expect(await ask('随时都行，13812345678')).toContain('3栋2单元501')
    })

    it('takes a tap on a menu for the choice it names', async () => {
      expect(await ask('qwzx')).toContain('我要报修')
      const before = (await owner.heard()).length

      await owner.tap('我要报修')
      await settled(before + 1)

      expect((await owner.heard()).slice(before).join('\n')).toContain('什么坏了')
      expect(await log()).toContainEqual(expect.objectContaining({ kind: 'menu', text: '我要报修', author: 'owner' }))
    })

    if (given.cannot.photo === undefined)
      it('keeps a photo and asks what it is about', async () => {
        await owner.photo!()
        await settled(1)

        expect((await log())[0]).toMatchObject({ kind: 'image', author: 'owner' })
        await until(async () => (await keptFiles()) === 1, 'the photo to be kept')
      })

    if (given.cannot.voice === undefined)
      it('answers a voice message', async () => {
        await owner.voice!('报修')
        await settled(1)

        expect((await log())[0]).toMatchObject({ kind: 'voice', author: 'owner' })
      })

    if (given.cannot.file === undefined)
      it('keeps a file and asks what it is about', async () => {
        await owner.file!()
        await settled(1)

        expect((await log())[0]).toMatchObject({ kind: 'file', author: 'owner' })
        await until(async () => (await keptFiles()) === 1, 'the file to be kept')
      })

    if (given.cannot.location === undefined)
      it('takes a place on the map', async () => {
        await owner.location!()
        await settled(1)

        expect((await log())[0]).toMatchObject({ kind: 'location', author: 'owner' })
      })

    if (given.cannot.unknownType === undefined)
      it('puts a type nobody knows on record and answers it', async () => {
        await owner.unknownType!()
        await settled(1)

        expect((await log())[0]).toMatchObject({ kind: 'hologram', author: 'owner' })
      })

    if (given.cannot.again === undefined)
      it('hears a message once that is delivered twice, before and after it was answered', async () => {
        const handle = await owner.text('报修')
        await owner.again!(handle)
        await settled(1)
        await owner.again!(handle)
        await ask('厨房水管漏水')

        expect(await said()).toEqual(['报修', '厨房水管漏水'])
        expect((await owner.heard()).filter((words) => words.includes('什么坏了'))).toHaveLength(1)
      })

    if (given.cannot.backwards === undefined)
      it('loses and doubles nothing that comes in in another order', async () => {
        const lines = ['厨房水管漏水', '3栋2单元501']
        await owner.backwards!(lines)
        await until(async () => (await said()).length === 2, 'both to be on record')
        await settled(1)

        expect([...(await said())].sort()).toEqual([...lines].sort())
      })

    if (given.cannot.recall === undefined)
      it('forgets the words of a message that is taken back, and keeps its row', async () => {
        const handle = await owner.text('报修 厨房水管漏水 电话13812345678')
        await settled(1)
        await owner.recall!(handle)
        await until(async () => (await log()).some((row) => row.kind === 'event'), 'the recall to be on record')
        await until(async () => !JSON.stringify(await ownRows()).includes('13812345678'), 'the words to be gone')

        expect((await ownRows())[0]).toMatchObject({ kind: 'text', author: 'owner' })
      })

    it('lets a colleague speak, and the bot is silent until the end', async () => {
      await toAPerson()
      const before = (await owner.heard()).length
      await owner.text('人呢')
      await reply('您好，我是小张，马上为您处理')
      await until(async () => (await owner.heard()).length > before, 'the colleague’s words')
      await until(async () => (await said()).includes('人呢'), 'the owner’s words to be on record')

      expect((await owner.heard()).slice(before)).toEqual(['您好，我是小张，马上为您处理'])
      // The owner hears the words before the answer of WeCom's server is on record.
      await until(
        async () => (await log()).some((row) => row.author === 'staff' && row.delivery === 'sent'),
        'the colleague’s words to be recorded as sent',
      )

      await endHandoff()
      expect(await ask('报修')).toContain('什么坏了')
    })

    if (given.cannot.sendFails === undefined)
      it('says once what the other side did not take at first', async () => {
        owner.sendFails!()
        await ask('报修')

        expect((await owner.heard()).filter((words) => words.includes('什么坏了'))).toHaveLength(1)
      })

    it('keeps a long text whole', async () => {
      const long = `想问一下装修要办什么手续${'，请说详细一点👨‍👩‍👧‍👦'.repeat(150)}`

      await owner.text(long)
      await settled(1)

      expect(await said()).toEqual([long])
    })

    it('cuts a long answer nowhere inside a character, and loses none of it', async () => {
      const answer = `好的，请看说明。${'先关总阀，再拍照👨‍👩‍👧‍👦。'.repeat(150)}`
      await toAPerson()
      const before = (await owner.heard()).length

      await reply(answer)

      await until(
        async () => plain((await owner.heard()).slice(before).join('')) === plain(answer),
        'all of the answer',
      )
    })

    it('keeps emoji, and half a character breaks nothing', async () => {
      await owner.text('你好😀👨‍👩‍👧‍👦🇨🇳𠮷')
      await settled(1)
      await owner.text('半个\ud83d字')
      await until(async () => (await said()).length === 2, 'the half character to be on record')
      await settled(2)

      expect(await said()).toEqual(['你好😀👨‍👩‍👧‍👦🇨🇳𠮷', '半个\ufffd字'])
    })

    it('keeps the vendor’s limits, and what has to wait is not lost and stays in order', async () => {
      await toAPerson()
      const lines = ['第一条', '第二条', '第三条', '第四条', '第五条', '第六条', '第七条']
      for (const line of lines) await reply(line)
      // Where only so many may go out until the owner writes, the owner's next words let the rest go.
      await until(async () => heardOf(lines, await owner.heard()).length >= 4, 'the first of them')
      await owner.text('好的')
      await owner.text('收到')
      await until(async () => heardOf(lines, await owner.heard()).length === lines.length, 'all of them')

      expect(heardOf(lines, await owner.heard())).toEqual(lines)
    })

    /** Says it, and gives everything that came in answer. */
    async function ask(words: string): Promise<string> {
      const before = (await owner.heard()).length
      await owner.text(words)
      await settled(before + 1)
      return (await owner.heard()).slice(before).join('\n')
    }

    /** So much has been heard, every word of the owner has been dealt with, and nothing is under way to them. */
    async function settled(heard: number): Promise<void> {
      await until(async () => {
        if ((await owner.heard()).length < heard) return false
        const waiting = await harness.running.database.db.query(
          'contract-waiting',
          `select 1 from conversation c
            where c.channel = $1 and c.user_id = $2
              and (exists (select from inbox i where i.conversation_id = c.id and i.status = 'new')
                or exists (select from outbox o where o.conversation_id = c.id and o.status = 'pending'))`,
          [given.channel, owner.user],
        )
        return waiting.length === 0
      }, `${heard} messages to reach ${owner.user}`)
    }

    async function log(): Promise<LogRow[]> {
      const query = `user=${encodeURIComponent(owner.user)}&channel=${given.channel}&limit=500`
      return (await harness.running.api('GET', `/api/v1/exchanges?${query}`)).body.items as LogRow[]
    }

    async function ownRows(): Promise<LogRow[]> {
      return (await log()).filter((row) => row.author === 'owner')
    }

    async function said(): Promise<(string | null)[]> {
      return (await ownRows()).filter((row) => row.kind === 'text').map((row) => row.text)
    }

    /** Attachments of this owner whose file is in our keeping. */
    async function keptFiles(): Promise<number> {
      const rows = await harness.running.database.db.query(
        'contract-files',
        `select f.id from exchange e join conversation c on c.id = e.conversation_id
           join exchange_content x on x.exchange_id = e.id join file f on f.id = x.body -> 'content' -> 'attachment' ->> 'fileId'
          where c.channel = $1 and c.user_id = $2`,
        [given.channel, owner.user],
      )
      return rows.length
    }

    async function toAPerson(): Promise<void> {
      await ask('转人工')
      await until(async () => (await handoff()) !== undefined, 'the handoff')
      expect(await act('accept', {})).toMatchObject({ status: 200, body: { status: 'active' } })
    }

    async function endHandoff(): Promise<void> {
      await act('close', {})
      await until(async () => (await handoff()) === undefined, 'the end of the handoff')
    }

    async function reply(text: string): Promise<void> {
      expect(await act('reply', { text })).toMatchObject({ status: 200 })
    }

    async function act(verb: 'accept' | 'reply' | 'close', body: object) {
      const { id } = (await handoff())!
      return harness.running.api('POST', `/api/v1/handoffs/${id}/${verb}`, { by: 'xiaozhang', ...body })
    }

    async function handoff(): Promise<{ id: string } | undefined> {
      const { body } = await harness.running.api('GET', `/api/v1/handoffs?user=${encodeURIComponent(owner.user)}`)
      return (body.items as { id: string; status: string }[]).find(({ status }) => status !== 'closed')
    }
  })
}

/** As a person reads it: cuts between messages fall on blanks. */
function plain(text: string): string {
  return text.replace(/\s+/g, '')
}

/** Those of the lines that were heard, in the order they were; messages may have been joined into one. */
function heardOf(lines: readonly string[], heard: readonly string[]): string[] {
  const all = heard.join('\n')
  return [...all.matchAll(new RegExp(lines.join('|'), 'g'))].map((match) => match[0])
}
