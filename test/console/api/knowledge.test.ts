import {
  EntryItem,
  EntryPage,
  ImportAnswer,
  SearchAnswer,
  UnansweredPage,
} from '../../../src/console/contract/knowledge'
import { recordUnanswered } from '../../../src/knowledge/articles/unanswered'
import { AT, givenCommunity } from '../../records/given'
import { TOKEN, givenServer, type GivenServer } from '../given-server'

const ENTRIES = '/api/v1/knowledge/entries'

describe('knowledge over REST', () => {
  let server: GivenServer
  beforeAll(async () => {
    server = await givenServer()
    await givenCommunity(server.db)
    await givenCommunity(server.db, '别的小区')
  })
  afterAll(() => server.close())
  const search = (body: object) => server.call('POST', '/api/v1/knowledge/search', body)
  const create = (body: object) => server.call('POST', ENTRIES, body)

  it('answers a new entry at once, its new text after a change, and no longer once it is removed', async () => {
    const made = await create({
      question: '游泳池几点开门',
      similar: ['泳池开放时间'],
      answer: '早上七点。',
      topic: '会所',
    })
    const found = await search({ query: '游泳池几点开门' })
    const changed = await server.call('PUT', `${ENTRIES}/${made.json.id}`, { answer: '早上八点。' })
    const foundAgain = await search({ query: '游泳池几点开门', limit: 1 })
    const removed = await server.call('DELETE', `${ENTRIES}/${made.json.id}`)
    const gone = await search({ query: '游泳池几点开门' })

    expect(made.status).toBe(201)
    expect(EntryItem.parse(made.json)).toMatchObject({ version: 1, status: 'published', community: null, tags: [] })
    expect(SearchAnswer.parse(found.json)).toMatchObject({ answered: true, hits: [{ answer: '早上七点。' }] })
    expect(changed.json).toMatchObject({ version: 2, question: '游泳池几点开门', similar: ['泳池开放时间'] })
    expect(foundAgain.json.hits[0].answer).toBe('早上八点。')
    expect(removed.status).toBe(204)
    expect(gone.json).toEqual({ answered: false, hits: [] })
    expect((await server.call('GET', `${ENTRIES}/${made.json.id}`)).status).toBe(404)
  })

  it('keeps a draft from answering', async () => {
    const draft = await create({ question: '健身房要钱吗', answer: '免费。', publish: false })

    expect(draft.json).toMatchObject({ status: 'draft', publishedVersion: 0 })
    expect((await search({ query: '健身房要钱吗' })).json.answered).toBe(false)
  })

  it('keeps the entry of a community to its owners', async () => {
    await create({ question: '东门几点关', answer: '夜里十二点。', community: '翠湖花园' })

    const theirs = await search({ query: '东门几点关', community: '翠湖花园' })
    const others = await search({ query: '东门几点关' })
    const unknown = await search({ query: '东门几点关', community: '没有这个小区' })

    expect(theirs.json.answered).toBe(true)
    expect(others.json.answered).toBe(false)
    expect(unknown).toMatchObject({ status: 404, json: { error: { code: 'community_not_found' } } })
  })

  it('lists entries by pages, topic and community', async () => {
    for (const name of ['甲', '乙', '丙']) await create({ question: `${name}问题`, answer: '答', topic: '清单' })

    const first = await server.call('GET', `${ENTRIES}?topic=清单&limit=2`)
    const second = await server.call('GET', `${ENTRIES}?topic=清单&limit=2&after=${first.json.next}`)

    expect(EntryPage.parse(first.json)).toEqual(first.json)
    const asked = [...first.json.items, ...second.json.items].map(({ question }: { question: string }) => question)
    expect(asked).toEqual(['甲问题', '乙问题', '丙问题'])
    expect((await server.call('GET', `${ENTRIES}?community=翠湖花园`)).json.items).toHaveLength(1)
  })

  it('makes an entry once for one id and refuses a key that is taken', async () => {
    const body = { key: 'gym', question: '健身', answer: '答', id: 'e1' }

    const first = await create(body)
    const again = await create(body)
    const taken = await create({ ...body, id: 'e2' })

    expect(again).toMatchObject({ status: 200, json: { id: first.json.id } })
    expect(taken.status).toBe(409)
  })

  it.each([
    ['no answer', { question: 'a' }, /body\.answer/],
    ['an empty question', { question: ' ', answer: 'b' }, /body\.question/],
    ['a day there is not', { question: 'a', answer: 'b', validFrom: 'gestern' }, /validFrom/],
  ])('refuses an entry with %s', async (_name, body, message) => {
    const answer = await create(body)

    expect(answer.status).toBe(400)
    expect(answer.json.error.message).toMatch(message)
  })

  it('does not overwrite what somebody else changed meanwhile', async () => {
    const { json } = await create({ question: '谁先改', answer: '一' })
    await server.call('PUT', `${ENTRIES}/${json.id}`, { answer: '二', version: 1 })

    const late = await server.call('PUT', `${ENTRIES}/${json.id}`, { answer: '三', version: 1 })

    expect(late).toMatchObject({ status: 409, json: { error: { code: 'entry_changed' } } })
  })

  it('groups the questions that got no answer', async () => {
    const asked = { communityId: null, personId: null, conversationId: null, reason: 'no_article' as const, at: AT }
    for (const query of ['可以养鸡吗', '请问可以养鸡吗？', '可以养鸡吗'])
      await recordUnanswered(server.db, { ...asked, query })

    const { json } = await server.call('GET', '/api/v1/knowledge/unanswered')

    expect(UnansweredPage.parse(json).items).toMatchObject([
      { question: '可以养鸡吗', count: 3, reasons: ['no_article'], lastAt: '2026-11-21T09:30:00.000+08:00' },
    ])
  })

  describe('import', () => {
    const JSONL = [
      '{"key":"i1","question":"导入一","answer":"一"}',
      '{"key":"i2","question":"导入二"}',
      'not json',
      '{"key":"i3","question":"导入三","answer":"三","community":"新小区"}',
    ].join('\n')
    const send = (
      name: string,
      body: string | Uint8Array<ArrayBuffer>,
      query = '',
      headers: Record<string, string> = {},
    ) =>
      fetch(`${server.url}/api/v1/knowledge/import${query}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'x-filename': name, ...headers },
        body,
      }).then(async (answer) => ({
        status: answer.status,
        json: (await answer.json()) as ReturnType<typeof JSON.parse>,
      }))

    it('keeps the good rows, reports the bad ones, and changes nothing the second time', async () => {
      const first = await send('answers.jsonl', JSONL, '?publish=true')
      const second = await send('answers.jsonl', JSONL, '?publish=true')

      expect(ImportAnswer.parse(first.json)).toMatchObject({ created: 2, updated: 0, unchanged: 0 })
      expect(first.json.errors.map(({ row }: { row: number }) => row)).toEqual([2, 3])
      expect(second.json).toMatchObject({ created: 0, updated: 0, unchanged: 2 })
      expect((await search({ query: '导入一' })).json.answered).toBe(true)
      expect((await search({ query: '导入三', community: '新小区' })).json.answered).toBe(true)
    })

    it('takes a multipart field, markdown, a Chinese file name, and any or no content type', async () => {
      const form = new FormData()
      form.append('file', new Blob(['{"question":"表单","answer":"答"}']), 'form.jsonl')
      const { 'x-filename': _none, ...bare } = { 'x-filename': '' }
      const multipart = await fetch(`${server.url}/api/v1/knowledge/import`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, ...bare },
        body: form,
      })
      const markdown = await send(
        encodeURIComponent('宠物.md'),
        '---\nkey: md-pet\nquestion: 能养狗吗\ntopic: 宠物\n---\n可以，请牵绳。\n',
        '',
        { 'content-type': 'application/x-www-form-urlencoded' },
      )
      const bytes = await send('b.jsonl', new Uint8Array(Buffer.from('{"question":"字节","answer":"答"}')))

      expect(await multipart.json()).toMatchObject({ created: 1, errors: [] })
      expect(markdown.json).toMatchObject({ created: 1, errors: [] })
      expect(bytes.json).toMatchObject({ created: 1, errors: [] })
    })

    it('leaves drafts unless it is told to publish', async () => {
      await send('d.jsonl', '{"question":"只是草稿","answer":"答"}')

      expect((await search({ query: '只是草稿' })).json.answered).toBe(false)
    })

    it('gives the first report again for the same id', async () => {
      const first = await send('once.jsonl', '{"question":"仅一次","answer":"答"}', '?id=i-1')
      const again = await send('once.jsonl', '{"question":"仅一次","answer":"答"}', '?id=i-1')

      expect(first.json.created).toBe(1)
      expect(again.json).toEqual(first.json)
    })

    it.each([
      ['another kind of file', 'a.exe', 'x', /jsonl/],
      ['no name', '', 'x', /x-filename/],
      ['nothing', 'a.jsonl', '', /content of the file/],
    ])('refuses %s', async (_name, filename, body, message) => {
      const answer = await send(filename, body)

      expect(answer.status).toBe(400)
      expect(answer.json.error.message).toMatch(message)
    })
  })
})
