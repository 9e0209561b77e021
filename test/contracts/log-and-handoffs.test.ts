/* eslint-disable @typescript-eslint/no-explicit-any -- what stands outside reads JSON as it comes */
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { until } from '../support/until'
import { startOutside } from './outside'
import type { Outside } from './outside'

describe('a handoff', () => {
  let outside: Outside
  beforeAll(async () => {
    outside = await startOutside()
  })
  afterAll(() => outside.stop())
  const on = (id: string, act: string, body: object) => outside.ask('POST', `/api/v1/handoffs/${id}/${act}`, body)

  it('goes from waiting to active to closed, held by one person, with the bot silent in between', async () => {
    const asked = await outside.send('serve', '我要找人工客服')
    const { id } = asked.body.handoff
    expect(asked.body.handoff.status).toBe('waiting')
    expect((await on(id, 'reply', { by: '小李', text: '早了' })).status).toBe(409)
    const taken = await on(id, 'accept', { by: '小李' })
    expect(taken.body).toMatchObject({ status: 'active', assignee: '小李', reason: 'requested', user: 'serve' })
    expect((await on(id, 'accept', { by: '小王' })).status).toBe(409)
    expect((await on(id, 'reply', { by: '小王', text: '我来' })).status).toBe(409)

    const once = { by: '小李', text: '您好，我是小李', id: 'r1' }
    expect([(await on(id, 'reply', once)).status, (await on(id, 'reply', once)).status]).toEqual([200, 200])
    const during = await outside.send('serve', '物业费怎么交？')
    expect(during.body).toMatchObject({ replies: [], handoff: { id, status: 'active' } })

    expect((await on(id, 'close', { by: '小王' })).status).toBe(409)
    expect((await on(id, 'close', { by: '小李', summary: '已说明' })).body.status).toBe('closed')
    expect((await on(id, 'reply', { by: '小李', text: '还在' })).status).toBe(409)
    expect((await on(id, 'accept', { by: '小李' })).status).toBe(409)
    const after = await outside.send('serve', '物业费怎么交？')
    expect(after.body.handoff).toBeNull()
    expect(after.body.replies.length).toBeGreaterThan(0)
    const staff = (await outside.exchanges('user=serve')).filter((item) => item.author === 'staff')
    expect(staff.map((item) => [item.authorId, item.text, item.direction])).toEqual([['小李', '您好，我是小李', 'out']])
  })

  it('is over when the owner wants no person any more, also while one serves', async () => {
    const { id } = (await outside.send('enough', '转人工')).body.handoff
    await on(id, 'accept', { by: '小李' })

    const said = await outside.send('enough', '不用人工了')

    expect(said.body.handoff).toBeNull()
    expect((await outside.get('/api/v1/handoffs?user=enough')).items[0]).toMatchObject({ id, status: 'closed' })
  })

  it('gives safety words in an emergency, also while a person serves', async () => {
    const { id } = (await outside.send('danger', '转人工')).body.handoff
    await on(id, 'accept', { by: '小李' })

    const said = await outside.send('danger', '着火了！3栋2单元楼道冒烟')

    expect(said.body.replies.map((reply: any) => reply.text).join()).toContain('119')
  })

  it('is found by status, user and channel', async () => {
    const of = async (query: string) => (await outside.get(`/api/v1/handoffs?${query}`)).items.length

    expect(await of('user=serve&status=closed')).toBe(1)
    expect(await of('user=serve&channel=web')).toBe(1)
    expect(await of('user=serve&channel=wecom-kf')).toBe(0)
    expect(await of('user=serve&status=waiting')).toBe(0)
  })
})

describe('the log', () => {
  it('holds every message once, and says where it was tampered with', async () => {
    const outside = await startOutside()
    try {
      await outside.talk('a', ['你好', '物业费怎么交？'])
      await outside.repair('b')
      const whole = await outside.get('/api/v1/exchanges/verify')
      const all = await outside.exchanges('')
      expect(whole).toEqual({ ok: true, count: expect.any(Number), head: expect.stringMatching(/^[0-9a-f]{64}$/) })
      expect(new Set(all.map((item) => item.id)).size).toBe(all.length)
      expect(all.map((item) => item.seq)).toEqual([...all.map((item) => item.seq)].sort((x, y) => x - y))
      expect(all.every((item) => item.delivery === (item.direction === 'in' ? 'n/a' : 'sent'))).toBe(true)

      const { db } = outside.app.database
      const { id, seq } = all[2]
      const change = (text: string) =>
        db.query('tamper', 'update exchange_content set text = $2 where exchange_id = $1', [id, text])
      await change(`${all[2].text}。`)
      expect(await outside.get('/api/v1/exchanges/verify')).toEqual({ ok: false, brokenAt: seq })
      await change(all[2].text)
      expect(await outside.get('/api/v1/exchanges/verify')).toEqual(whole)
    } finally {
      await outside.stop()
    }
  })

  it('never skips a row between two pages while others write', async () => {
    const outside = await startOutside()
    try {
      const writers = Promise.all(
        [1, 2, 3, 4, 5, 6].map((n) => outside.talk(`w${n}`, ['你好', '物业费怎么交？', '停车费多少钱？', '谢谢'])),
      )
      const seen: number[] = []
      let after = ''
      let writing = true
      void writers.finally(() => (writing = false))
      const read = async () => {
        const page = await outside.get(`/api/v1/exchanges?limit=3${after && `&after=${after}`}`)
        const fresh = page.items.map((item: any) => item.seq).filter((seq: number) => !seen.includes(seq))
        seen.push(...fresh)
        // Only cursors that were handed out: the last page has none and is read again, it may have grown.
        after = page.next ?? after
        return fresh.length === 0 && page.next === null
      }
      await until(async () => {
        // Asked before the read: what was written by then is in it, or a cursor says that there is more.
        const isOver = !writing
        return (await read()) && isOver
      }, 'the reader to come to the end')
      await writers

      expect(seen.sort((a, b) => a - b)).toEqual((await outside.exchanges('')).map((item) => item.seq))
    } finally {
      await outside.stop()
    }
  })
})

it('tells an outside system everything, signed, in order for each conversation', async () => {
  const got: { headers: any; body: string }[] = []
  const system = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => (body += part))
    request.on('end', () => {
      got.push({ headers: request.headers, body })
      response.writeHead(got.length === 1 ? 500 : 200).end()
    })
  })
  await new Promise<void>((done) => system.listen(0, '127.0.0.1', done))
  const { port } = system.address() as AddressInfo
  const outside = await startOutside({
    CASE_WEBHOOK_URL: `http://127.0.0.1:${port}/in`,
    CASE_WEBHOOK_SECRET: 'a-secret-of-some-length',
  })
  try {
    await outside.talk('told', ['建议地下车库加装减速带', '转人工'])
    const types = () => got.map(({ body }) => JSON.parse(body).type as string)
    await until(() => types().filter((type) => type.startsWith('exchange')).length >= 4, 'all to be told')
    await until(() => types().some((type) => type.startsWith('handoff')), 'the handoff to be told')

    for (const { headers, body } of got) {
      const event = JSON.parse(body)
      expect(event).toEqual({
        id: expect.any(String),
        type: expect.any(String),
        at: expect.any(String),
        data: expect.any(Object),
      })
      expect(headers['idempotency-key']).toBe(event.id)
      const sum = createHmac('sha256', 'a-secret-of-some-length').update(`${headers['x-shouwen-timestamp']}.${body}`)
      expect(headers['x-shouwen-signature']).toBe(`sha256=${sum.digest('hex')}`)
    }
    // The first was refused, and comes again before anything later of that talk.
    expect(JSON.parse(got[1]!.body).id).toBe(JSON.parse(got[0]!.body).id)
  } finally {
    await outside.stop()
    await new Promise((done) => system.close(done))
  }
})

describe('openapi.json', () => {
  it('describes the routes there are and no other', async () => {
    const outside = await startOutside()
    try {
      const { openapi, paths } = await outside.get('/api/v1/openapi.json')
      const routes = Object.entries(paths as Record<string, object>)
        .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
        .sort()

      expect(openapi).toMatch(/^3\./)
      expect(routes).toEqual(
        [
          'DELETE /api/v1/knowledge/entries/{id}',
          'GET /api/v1/cases',
          'GET /api/v1/cases/{id}',
          'GET /api/v1/exchanges',
          'GET /api/v1/exchanges/verify',
          'GET /api/v1/handoffs',
          'GET /api/v1/knowledge/entries',
          'GET /api/v1/knowledge/entries/{id}',
          'GET /api/v1/knowledge/unanswered',
          'GET /api/v1/reports/complaint-daily',
          // Added beside the contract, for the console's pages and whoever likes them.
          'GET /api/v1/knowledge/export',
          'GET /api/v1/knowledge/health',
          'GET /api/v1/knowledge/unanswered/export',
          'GET /api/v1/knowledge/unanswered/suggestion',
          'POST /api/v1/knowledge/documents',
          'POST /api/v1/knowledge/documents/drafts',
          'POST /api/v1/knowledge/unanswered/drafts',
          'POST /api/v1/cases/{id}/actions',
          'POST /api/v1/handoffs/{id}/accept',
          'POST /api/v1/handoffs/{id}/close',
          'POST /api/v1/handoffs/{id}/reply',
          'POST /api/v1/knowledge/entries',
          'POST /api/v1/knowledge/import',
          'POST /api/v1/knowledge/search',
          'POST /api/v1/understand',
          'POST /api/v1/web-chat/messages',
          'PUT /api/v1/knowledge/entries/{id}',
        ].sort(),
      )
    } finally {
      await outside.stop()
    }
  })
})
