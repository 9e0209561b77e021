import { startModelServer } from '../support/model-server'
import type { ModelServer } from '../support/model-server'
import { startRunningApp } from '../support/running-app'
import type { RunningApp } from '../support/running-app'
import { until } from '../support/until'

const QUIET = {
  intent: 'other',
  sentiment: 'neutral',
  emergency: null,
  handoff: null,
  facts: { home: null, place: null, time: null, phone: null, name: null },
  summary: '业主要求转人工，机器人已请同事接手。',
}

/** The whole product with a model beside it, from outside. */
describe('the product with a model', () => {
  let server: ModelServer
  let running: RunningApp

  beforeAll(async () => {
    server = await startModelServer()
    server.behave(({ input }) => (input.length > 0 ? { vectors: input.map(() => [0.6, 0.8]) } : { say: QUIET }))
    running = await startRunningApp({
      OPENAI_BASE_URL: server.url,
      OPENAI_EMBEDDING_MODEL: 'vectors',
      MODEL_BUDGET_PER_DAY: '1000',
    })
  }, 60_000)
  afterAll(async () => {
    await running?.stop()
    await server?.close()
  })

  const say = (user: string, text: string) =>
    running.api('POST', '/api/v1/web-chat/messages', { user, text, at: '2026-11-21T10:00:00+08:00' })

  it('embeds the articles once, as floats, and sends nothing else with them', async () => {
    await until(async () => {
      const [row] = await running.app.db.query<{ count: string }>('count-vectors', 'select count(*) from embedding')
      return Number(row!.count) > 500
    }, 'the vectors of the articles')

    const embedded = server.requests.filter(({ path }) => path === '/v1/embeddings')
    expect(new Set(embedded.map(({ encoding }) => encoding))).toEqual(new Set(['float']))
    expect(new Set(embedded.flatMap(({ input }) => input)).size).toBe(embedded.flatMap(({ input }) => input).length)
  })

  it('answers, and writes a summary on the card of a handoff after the owner has been told', async () => {
    const { body } = await say('one', '转人工')
    expect(body.handoff).not.toBeNull()

    await until(async () => {
      const { body: found } = await running.api('GET', `/api/v1/handoffs?user=one`)
      return found.items[0]?.card.summary === QUIET.summary
    }, 'the summary on the card')
  })

  it('counts what it asked in the metrics, by purpose and outcome and without a word of anybody', async () => {
    const text = await (
      await fetch(`${running.url}/metrics`, { headers: { authorization: 'Bearer test-token-0123456789abcdef' } })
    ).text()

    expect(text).toMatch(/shouwen_model_questions_total\{purpose="summary",outcome="ok"\} [1-9]/)
    expect(text).toMatch(/shouwen_model_questions_total\{purpose="embed",outcome="ok"\} [1-9]/)
  })

  it('counts every request in the day’s budget', async () => {
    const counted = async () => {
      const rows = await running.app.db.query<{ requests: number }>(
        'model-requests',
        'select sum(requests)::int as requests from model_day',
      )
      return rows[0]!.requests
    }

    // A request is counted before it is made: one may be on its way just now.
    await until(async () => (await counted()) === server.requests.length, 'both counts to agree')
  })

  it('tells in readyz that the model rests once it is gone, and serves on', async () => {
    server.behave('reset')
    for (const user of ['two', 'three', 'four']) {
      const { status, body } = await say(user, '转人工')
      expect(status).toBe(200)
      expect(body.replies.length).toBeGreaterThan(0)
    }

    await until(async () => {
      const parts = (await (await fetch(`${running.url}/readyz`)).json()) as { model: string }
      return parts.model.includes('rests')
    }, 'the model to rest')
    expect((await fetch(`${running.url}/readyz`)).status).toBe(200)
  })
})
