/* eslint-disable @typescript-eslint/no-explicit-any -- what stands outside reads JSON as it comes */
import { API_TOKEN } from '../support/running-app'
import { temporaryFolder } from '../support/temporary'
import { startOutside } from './outside'
import type { Outside } from './outside'

let outside: Outside
beforeAll(async () => {
  outside = await startOutside()
})
afterAll(() => outside.stop())

const lines = (...rows: object[]) => rows.map((row) => JSON.stringify(row)).join('\n')
const bring = async (name: string, body: string, query = '?publish=true') => {
  const headers = {
    authorization: `Bearer ${API_TOKEN}`,
    'x-filename': name,
    'content-type': 'application/octet-stream',
  }
  const answer = await fetch(`${outside.app.url}/api/v1/knowledge/import${query}`, { method: 'POST', headers, body })
  return { status: answer.status, body: (await answer.json()) as any }
}
const search = async (query: string, community?: string) =>
  (await outside.ask('POST', '/api/v1/knowledge/search', { query, ...(community ? { community } : {}) })).body

it('brings a file in once, keeps the good rows and names the bad ones', async () => {
  const file = `${lines({ key: 't1', question: '空中连廊几点关闭？', answer: '空中连廊每天22:30关闭。' })}\n{nope\n${lines({ key: 't2', question: '没有答案？' })}`

  const first = await bring('a.jsonl', file)
  const second = await bring('a.jsonl', file)

  expect(first.body).toMatchObject({ created: 1, updated: 0, unchanged: 0 })
  expect(first.body.errors.map((error: any) => error.row)).toEqual([2, 3])
  expect(second.body).toMatchObject({ created: 0, updated: 0, unchanged: 1 })
})

it('answers in the chat with what the search would answer with', async () => {
  const found = await search('空中连廊几点关')
  const said = await outside.send('asks', '空中连廊几点关？')

  expect(found.answered).toBe(true)
  expect(said.body.replies[0].text).toBe(found.hits[0].answer)
  const [answer] = (await outside.exchanges('user=asks')).filter((item) => item.direction === 'out')
  expect(answer.sources).toEqual([{ article: expect.any(String), version: expect.any(Number) }])
})

it('keeps drafts out of the answers', async () => {
  await bring('draft.jsonl', lines({ key: 'd1', question: '攀岩墙怎么预约？', answer: '在公众号预约。' }), '')

  expect((await search('攀岩墙怎么预约')).hits.map((hit: any) => hit.key)).not.toContain('d1')
})

it('reads Markdown with any key, by multipart too', async () => {
  const article = '---\nkey: rooftop_Quilts.1\nquestion: 天台几点可以晒被子？\n---\n天台每天8点到18点可以晒被子。\n'
  const form = new FormData()
  form.append('file', new Blob([article]), 'b.md')
  const answer = await fetch(`${outside.app.url}/api/v1/knowledge/import?publish=true`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_TOKEN}` },
    body: form,
  })

  expect(await answer.json()).toEqual({ created: 1, updated: 0, unchanged: 0, errors: [] })
  expect((await bring('b.md', article)).body).toMatchObject({ unchanged: 1 })
})

it('makes a community that it did not know, and answers only there', async () => {
  const row = { key: 'g1', question: '共享菜园怎么认领？', answer: '云栖的菜园在前台认领。', community: '云栖小区' }
  expect((await outside.send('x', '你好', { community: '云栖小区' })).status).toBe(404)

  await bring('g.jsonl', lines(row, { key: 'g2', question: '共享菜园怎么认领？', answer: '菜园以公示为准。' }))

  expect((await search('共享菜园怎么认领', '云栖小区')).hits[0].key).toBe('g1')
  expect((await search('共享菜园怎么认领')).hits[0].key).toBe('g2')
  expect((await search('共享菜园怎么认领', '翠湖花园')).hits.map((hit: any) => hit.key)).not.toContain('g1')
})

it('goes by the days an article is valid', async () => {
  await bring(
    'v.jsonl',
    lines(
      { key: 'v1', question: '冰灯会几点开始？', answer: '旧的。', validTo: '2020-01-01' },
      { key: 'v2', question: '荷花展几点开始？', answer: '明年六点。', validFrom: '2037-01-01' },
    ),
  )

  const { body } = await bring(
    'w.jsonl',
    lines({ key: 'w1', question: '灯会几点？', answer: '八点。', validTo: '2026-13-01' }),
  )
  expect(body.errors).toEqual([{ row: 1, message: 'validTo: expected a day like 2026-01-31, or a time with its zone' }])

  expect((await search('冰灯会几点开始')).hits.map((hit: any) => hit.key)).not.toContain('v1')
  expect((await search('荷花展几点开始')).hits.map((hit: any) => hit.key)).not.toContain('v2')
})

it('never answers with a placeholder nobody filled, and counts the question', async () => {
  await bring('p.jsonl', lines({ key: 'p1', question: '温水浴池几点开放？', answer: '开放时间 {{bath_hours_here}}。' }))

  const said = await outside.send('bath', '温水浴池几点开放？')

  expect(JSON.stringify(said.body)).not.toContain('{{')
  const { items } = await outside.get('/api/v1/knowledge/unanswered')
  expect(items.find((item: any) => item.question.includes('温水浴池'))).toMatchObject({ count: 1 })
})

it('makes, changes and takes away an entry; each shows in the next answer', async () => {
  const body = { question: '无人机可以在哪里飞？', answer: '在南草坪。', id: 'e1' }
  const made = await outside.ask('POST', '/api/v1/knowledge/entries', body)
  const again = await outside.ask('POST', '/api/v1/knowledge/entries', body)
  expect(again.body.id).toBe(made.body.id)
  const path = `/api/v1/knowledge/entries/${made.body.id}`
  expect((await search('无人机可以在哪里飞')).hits[0].answer).toBe('在南草坪。')

  await outside.ask('PUT', path, { answer: '在北草坪。' })
  expect((await search('无人机可以在哪里飞')).hits[0].answer).toBe('在北草坪。')

  expect((await outside.ask('DELETE', path)).status).toBe(204)
  expect((await outside.ask('GET', path)).status).toBe(404)
  expect((await search('无人机可以在哪里飞')).hits.map((hit: any) => hit.id)).not.toContain(made.body.id)
})

it('starts without articles from an empty folder', async () => {
  const bare = await startOutside({ KNOWLEDGE_DIR: temporaryFolder() })
  try {
    expect(await bare.get('/api/v1/knowledge/entries')).toEqual({ items: [], next: null })
  } finally {
    await bare.stop()
  }
})
