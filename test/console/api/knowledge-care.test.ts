import path from 'node:path'
import { CorrectionAnswer, KnowledgeHealth, Recall } from '../../../src/console/contract/knowledge-care'
import { TakenApart } from '../../../src/console/contract/knowledge-files'
import type { EntryItem } from '../../../src/console/contract/knowledge'
import { recordUnanswered } from '../../../src/knowledge/articles/unanswered'
import { findContradictions } from '../../../src/knowledge/health/contradictions'
import { emptyThesaurus } from '../../../src/knowledge/thesaurus'
import { saySomething } from '../../../src/queue/say-later'
import { startSchedule } from '../../../src/queue/schedule'
import { wakerOf } from '../../../src/queue/wakers'
import { listCallBacks } from '../../../src/records/call-back/call-back'
import { openHandoff } from '../../../src/records/handoff/open-handoff'
import { answerRecall } from '../../../src/tasks/answer-recall/send-correction'
import { AT, ZONE, givenCommunity, givenTalk, type GivenTalk } from '../../records/given'
import { docxOf, paragraph } from '../../knowledge/documents/small-files'
import { TOKEN, givenServer, type GivenServer } from '../given-server'

const ENTRIES = '/api/v1/knowledge/entries'
const DAY = 24 * 3600_000
const CARE = {
  thesaurus: () => emptyThesaurus,
  placeholders: [{ key: 'fee', label: '车位月租', explanation: '', example: '300', unit: '元', value: '' }],
  documentThread: {
    file: path.resolve('src/knowledge/documents/document-thread.ts'),
    execArgv: ['-r', path.resolve('test/support/typescript.cjs')],
  },
}

let server: GivenServer
const withServer = () => {
  beforeAll(async () => {
    server = await givenServer({ care: CARE })
  })
  afterAll(() => server.close())
}

const create = async (entry: object): Promise<EntryItem> =>
  (await server.call('POST', ENTRIES, entry)).json as EntryItem
const change = (id: string, patch: object) => server.call('PUT', `${ENTRIES}/${id}`, patch)
const tell = (talk: GivenTalk, key: string, version: number, text: string, at = AT) =>
  server.db.tx((tx) =>
    saySomething(tx, {
      conversationId: talk.conversationId,
      content: { type: 'text', text },
      author: 'bot',
      at,
      channel: server.deps.channelOf('web'),
      sources: [{ article: key, version }],
    }),
  )
const recall = async (id: string, days = 30) =>
  Recall.parse((await server.call('GET', `/console/knowledge/recall?article=${id}&days=${days}`)).json)
const send = (body: object) => server.call('POST', '/console/knowledge/corrections', body)

/** The jobs as the program runs them; what is said lands in the log. */
const runJobs = () =>
  startSchedule({
    db: server.db,
    clock: server.clock,
    waker: wakerOf(server.deps.signals),
    byHand: true,
    handlers: answerRecall({
      speak: (tx, words) => saySomething(tx, { ...words, author: 'bot', channel: server.deps.channelOf('web') }),
      zone: 'Asia/Shanghai',
    }),
    onError: (error) => {
      throw error
    },
  })
const saidTo = async (talk: GivenTalk) =>
  (
    await server.db.query<{ text: string; sources: unknown }>(
      'said-to',
      `select x.text, e.sources from exchange e join exchange_content x on x.exchange_id = e.id
        where e.conversation_id = $1 and e.sources <> '[]' order by e.seq`,
      [talk.conversationId],
    )
  ).map(({ text }) => text)

const callsTo = async ({ conversationId }: GivenTalk) =>
  (await listCallBacks(server.db, null)).filter((call) => call.conversationId === conversationId)

describe('answer recall (domain.md C10)', () => {
  withServer()

  it('lists whom the log says was told the old text, and nobody else', async () => {
    const { id, key } = await create({ question: '车位月租', answer: '每月300元。' })
    const [old, both, fresh, long, failed] = [
      await givenTalk(server.db),
      await givenTalk(server.db),
      await givenTalk(server.db),
      await givenTalk(server.db),
      await givenTalk(server.db),
    ]
    await tell(old, key, 1, '每月300元。')
    await tell(old, key, 1, '每月300元。再问')
    await tell(both, key, 1, '每月300元。')
    await tell(long, key, 1, '每月300元。', new Date(AT.getTime() - 40 * DAY))
    const [lost] = await tell(failed, key, 1, '每月300元。')
    await server.db.query('lost', `update exchange set delivery = 'failed' where id = $1`, [lost])
    await change(id, { similar: ['停车费'] })
    await tell(fresh, key, 2, '每月300元。')
    expect((await recall(id)).told).toEqual([])

    await change(id, { answer: '每月350元。' })
    await tell(both, key, 3, '每月350元。')
    await tell(fresh, 'other', 1, '别的')

    const { told, article } = await recall(id)

    expect(article).toMatchObject({ version: 3, answer: '每月350元。' })
    expect(told.map(({ conversationId, version, knows, text }) => [conversationId, version, knows, text])).toEqual(
      expect.arrayContaining([
        [old.conversationId, 1, false, '每月300元。再问'],
        [both.conversationId, 1, true, '每月300元。'],
        [fresh.conversationId, 2, false, '每月300元。'],
      ]),
    )
    expect(told).toHaveLength(3)
    expect((await recall(id, 60)).told).toHaveLength(4)
  })

  it('sends a correction once to each, however often it is ordered, and rings up whom WeCom does not reach', async () => {
    const { id, key } = await create({ question: '季度车费', answer: '每月300元。' })
    const web = await givenTalk(server.db)
    const wecom = await givenTalk(server.db, { channel: 'wecom-kf', account: 'kf1' })
    await tell(web, key, 1, '每月300元。')
    await tell(wecom, key, 1, '每月300元。')
    await change(id, { answer: '每月350元。' })
    const words = '之前说的车位月租有更正，很抱歉。现在是：每月350元。'
    const order = { article: id, version: 2, days: 30, words }

    const checked = await send({ ...order, check: true })
    const [first, second, repeated] = await Promise.all([
      send({ ...order, id: 'c-1' }),
      send({ ...order, id: 'c-2' }),
      send({ ...order, id: 'c-1' }),
    ])
    await runJobs().drain()
    await server.db.query('again', `update job set status = 'waiting' where kind = 'send-correction'`)
    await runJobs().drain()

    expect(CorrectionAnswer.parse(checked.json)).toMatchObject({ ordered: 2, calls: 1, findings: [] })
    expect([first, second, repeated].map(({ status }) => status)).toEqual([200, 200, 200])
    expect(first.json.ordered + second.json.ordered).toBe(2)
    expect(await saidTo(web)).toEqual(['每月300元。', words])
    expect(await saidTo(wecom)).toEqual(['每月300元。'])
    expect(await callsTo(wecom)).toMatchObject([{ reason: expect.stringContaining(words) as string }])
    const { told } = await recall(id)
    expect(told.map(({ corrected }) => corrected?.outcome).sort()).toEqual(['call', 'sent'])
    expect(told.find(({ conversationId }) => conversationId === web.conversationId)).toMatchObject({ knows: true })
    expect((await send({ ...order, check: true })).json.ordered).toBe(0)
    const audits = await server.db.query('audits', `select 1 from audit where act = 'correction.send'`)
    expect(audits.length).toBeGreaterThanOrEqual(1)
  })

  it('waits for the morning with what is ordered at night, and says nothing that has changed again by then', async () => {
    const { id, key } = await create({ question: '夜间车费', answer: '每晚10元。' })
    const other = await create({ question: '夜间访客', answer: '登记后进。' })
    const [talk, visitor] = [await givenTalk(server.db), await givenTalk(server.db)]
    await tell(talk, key, 1, '每晚10元。')
    await tell(visitor, other.key, 1, '登记后进。')
    await change(id, { answer: '每晚15元。' })
    await change(other.id, { answer: '由业主接进。' })
    const untilNight = 23 * 3600_000 - ((server.clock.now().getTime() + 8 * 3600_000) % DAY)
    server.clock.advance(untilNight)

    await send({ article: id, version: 2, days: 30, words: '更正：现在是每晚15元。' })
    await send({ article: other.id, version: 2, days: 30, words: '更正：现在由业主接进。' })
    await runJobs().drain()
    const atNight = await saidTo(talk)
    await change(other.id, { answer: '登记后进，夜里电话确认。' })
    server.clock.advance(10 * 3600_000)
    await runJobs().drain()

    expect(atNight).toEqual(['每晚10元。'])
    expect(await saidTo(talk)).toEqual(['每晚10元。', '更正：现在是每晚15元。'])
    expect(await saidTo(visitor)).toEqual(['登记后进。'])
    expect((await recall(other.id)).told.map(({ corrected }) => corrected)).toEqual([null])
  })

  it('refuses words that are never said, values that are not filled, and an article that changed meanwhile', async () => {
    const { id, key } = await create({ question: '年度车费', answer: '每月{{fee}}元。' })
    await tell(await givenTalk(server.db), key, 1, '每月300元。')
    await change(id, { answer: '每月{{fee}}元，按季交。' })
    const order = { article: id, version: 2, days: 30 }

    const banned = await send({ ...order, words: '我不知道之前为什么那么说。' })
    const lacking = await send({ ...order, words: '现在是每月{{fee}}元，按季交。' })
    const late = await send({ ...order, version: 1, words: '更正。' })

    expect(banned).toMatchObject({ status: 400, json: { error: { code: 'correction_words' } } })
    expect(lacking).toMatchObject({ status: 400, json: { error: { code: 'values_missing' } } })
    expect(late.status).toBe(409)
  })

  it('leaves a talk that a colleague holds to the colleague', async () => {
    const { id, key } = await create({ question: '临时车费', answer: '每月300元。' })
    const talk = await givenTalk(server.db)
    await tell(talk, key, 1, '每月300元。')
    await change(id, { answer: '每月350元。' })
    await server.db.query('muted', 'update conversation set muted = true where id = $1', [talk.conversationId])

    await send({ article: id, version: 2, days: 30, words: '现在是每月350元。' })
    await runJobs().drain()

    expect(await saidTo(talk)).toEqual(['每月300元。'])
    expect(await callsTo(talk)).toHaveLength(1)
  })
})

describe('the health of the knowledge', () => {
  withServer()

  it('counts answers and owners who asked for a person afterwards; finds what is unused, expiring, contradicting, lacking', async () => {
    const communityId = await givenCommunity(server.db)
    const used = await create({ question: '快递放在哪里', answer: '东门快递柜。' })
    const unused = await create({ question: '电梯年检哪天', answer: '每年五月。' })
    await create({ question: '临时停车收多少钱', answer: '每小时5元。', validTo: '2026-12-01' })
    await create({ question: '临时停车收费多少钱', answer: '每小时8元。' })
    await create({ question: '地面车位月租多少', answer: '每月{{fee}}元。' })
    const talk = await givenTalk(server.db)
    await server.db.query('home', 'update conversation set community_id = $2 where id = $1', [
      talk.conversationId,
      communityId,
    ])
    await tell(talk, used.key, 1, '东门快递柜。', new Date(AT.getTime() + 60_000))
    await server.db.tx((tx) =>
      openHandoff(tx, {
        conversationId: talk.conversationId,
        personId: talk.personId,
        communityId,
        reason: 'requested',
        evidence: [],
        mode: 'console',
        staffed: true,
        card: {} as never,
        at: new Date(AT.getTime() + 120_000),
        zone: ZONE,
      }),
    )
    server.clock.advance(7 * DAY)

    const health = KnowledgeHealth.parse((await server.call('GET', '/api/v1/knowledge/health?days=7')).json)
    const later = (await server.call('GET', '/api/v1/knowledge/health?days=8')).json as KnowledgeHealth

    expect(health.used).toMatchObject([{ id: used.id, hits: 1, unhelpful: 1 }])
    expect(health.unused.map(({ id }) => id)).toContain(unused.id)
    expect(health.unused.map(({ id }) => id)).not.toContain(used.id)
    expect(later.unused).toEqual([])
    expect(health.expiring).toMatchObject([{ question: '临时停车收多少钱', expired: false }])
    expect(health.contradicting).toMatchObject([
      {
        one: { question: expect.stringContaining('临时停车') as string },
        other: { answer: expect.any(String) as string },
      },
    ])
    expect(health.contradicting).toHaveLength(1)
    expect(health.lacking).toMatchObject([
      { question: '地面车位月租多少', values: ['车位月租'], communities: ['翠湖花园'] },
    ])
  })

  it('finds the one contradiction among two thousand articles', async () => {
    const [things, asks] = [
      '门禁卡 车位 电梯 垃圾 装修 宠物 快递 水费 电费 暖气',
      '怎么办理 多少钱 几点开 在哪里 谁负责 多久',
    ]
    const articles = Array.from({ length: 2_000 }, (_, at) => ({
      id: `a${at}`,
      key: `a${at}`,
      question: `${at}号楼${things.split(' ')[at % 10]}${asks.split(' ')[at % 6]}`,
      similar: [],
      answer: `第${at}条`,
      version: 1,
    }))
    const twin = { ...articles[700]!, id: 'twin', key: 'twin', answer: '另一种说法' }

    const found = await findContradictions([...articles, twin], emptyThesaurus, AT)

    expect(found[0]).toMatchObject({ likeness: expect.any(Number) as number })
    expect([found[0]!.one.id, found[0]!.other.id].sort()).toEqual(['a700', 'twin'])
  })
})

describe('a draft from what was not answered, and a document over REST', () => {
  withServer()

  it('begins with the owners’ wordings and the colleague’s answer, and takes the group off the list once it is published', async () => {
    const talk = await givenTalk(server.db)
    const asked = { communityId: null, personId: talk.personId, conversationId: talk.conversationId, at: AT }
    for (const query of ['可以养鸡吗', '请问可以养鸡吗？', '可以养鸡吗'])
      await recordUnanswered(server.db, { ...asked, query, reason: 'no_article' })
    const reply = (text: string, minutes: number) =>
      server.db.tx((tx) =>
        saySomething(tx, {
          conversationId: talk.conversationId,
          content: { type: 'text', text },
          author: 'staff',
          authorId: '徐静',
          at: new Date(AT.getTime() + minutes * 60_000),
          channel: server.deps.channelOf('web'),
        }),
      )
    await reply('您好，在的。', 5)
    await reply('小区里不能养家禽，有问题打13800000011。', 6)

    const suggested = await server.call(
      'GET',
      `/api/v1/knowledge/unanswered/suggestion?question=${encodeURIComponent('可以养鸡吗')}`,
    )
    const body = { group: '可以养鸡吗', ...suggested.json }
    const made = await server.call('POST', '/api/v1/knowledge/unanswered/drafts', { ...body, id: 'd-1' })
    const again = await server.call('POST', '/api/v1/knowledge/unanswered/drafts', { ...body, id: 'd-1' })
    const waiting = await server.call('GET', '/api/v1/knowledge/unanswered')
    await change(made.json.id, { answer: '小区里不能养家禽。' })
    const settled = await server.call('GET', '/api/v1/knowledge/unanswered')
    await recordUnanswered(server.db, { ...asked, query: '可以养鸡吗', reason: 'unsure' })
    const anew = await server.call('GET', '/api/v1/knowledge/unanswered')

    expect(suggested.json).toMatchObject({
      question: '可以养鸡吗',
      similar: ['请问可以养鸡吗？'],
      source: '人工答复 2026-11-21',
    })
    expect(suggested.json.answer).toMatch(/^小区里不能养家禽/)
    expect(suggested.json.answer).not.toContain('13800000011')
    expect(made).toMatchObject({ status: 201, json: { status: 'draft', publishedVersion: 0 } })
    expect(again).toMatchObject({ status: 200, json: { id: made.json.id } })
    expect(waiting.json.items).toMatchObject([{ count: 3, draftId: made.json.id }])
    expect(settled.json.items).toEqual([])
    expect(anew.json.items).toMatchObject([{ count: 1, draftId: null }])
  })

  it('is shown taken apart and kept as drafts, twice as once', async () => {
    const docx = docxOf(paragraph('门禁卡丢了怎么办？', { bold: true }) + paragraph('带身份证到前台补办。'))
    const answer = await fetch(`${server.url}/api/v1/knowledge/documents?filename=${encodeURIComponent('手册.docx')}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}` },
      body: new Uint8Array(docx),
    })
    const apart = TakenApart.parse(await answer.json())
    const drafts = apart.found.map(({ question, answer: text, source }) => ({ question, answer: text, source }))

    const before = await server.call('GET', ENTRIES)
    const first = await server.call('POST', '/api/v1/knowledge/documents/drafts', { name: apart.name, drafts })
    const second = await server.call('POST', '/api/v1/knowledge/documents/drafts', { name: apart.name, drafts })
    const after = await server.call('GET', ENTRIES)

    expect(apart.found).toMatchObject([{ question: '门禁卡丢了怎么办？', source: '手册.docx' }])
    const isOfIt = ({ source }: EntryItem) => source.includes('手册')
    expect(before.json.items.filter(isOfIt)).toEqual([])
    expect(first.json).toMatchObject({ created: 1 })
    expect(second.json).toMatchObject({ created: 0, unchanged: 1 })
    expect(after.json.items.filter(isOfIt)).toMatchObject([
      { status: 'draft', publishedVersion: 0, source: '手册.docx' },
    ])
  })

  it('is refused over size', async () => {
    const answer = await fetch(`${server.url}/api/v1/knowledge/documents?filename=a.pdf`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}` },
      body: new Uint8Array(25 * 1024 * 1024 + 1),
    })

    expect(answer.status).toBe(413)
  })
})
