import { get } from 'node:http'
import fastify, { type FastifyInstance } from 'fastify'
import { createEventStreams } from '../../src/console/api/stream/event-stream'
import { until } from '../support/until'
import { givenTalk } from '../records/given'
import { BEARER, givenServer, type GivenServer } from './given-server'

interface Heard {
  event: string
  data: { conversationId?: string }
  id: string
}

/** Listens as a browser does; `end` closes the line. */
async function listen(url: string, headers: Record<string, string>) {
  const stop = new AbortController()
  const answer = await fetch(url, { headers, signal: stop.signal })
  const heard: Heard[] = []
  let over = false
  const reading = (async () => {
    let text = ''
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString()
      const parts = text.split('\n\n')
      text = parts.pop() ?? ''
      for (const part of parts) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1] ?? ''
        if (field('event')) heard.push({ event: field('event'), data: JSON.parse(field('data')), id: field('id') })
      }
    }
  })()
    .catch(() => {})
    .finally(() => (over = true))
  return { answer, heard, isOver: () => over, end: () => (stop.abort(), reading) }
}

describe('the live streams', () => {
  let server: GivenServer
  beforeAll(async () => {
    server = await givenServer()
  })
  afterAll(() => server.close())
  let app: FastifyInstance | undefined
  afterEach(() => app?.close())
  const say = async (user: string, text: string): Promise<string> =>
    (await server.call('POST', '/api/v1/web-chat/messages', { user, text })).json.conversationId
  const changedIn = (heard: Heard[]) =>
    heard.filter(({ event }) => event === 'changed').map(({ data }) => data.conversationId)

  it('tells the console which talk changed', async () => {
    const line = await listen(`${server.url}/api/v1/stream`, BEARER)
    await until(() => line.heard.length === 1, 'hello')

    const id = await say('s1', '你好')

    await until(() => changedIn(line.heard).includes(id), 'the talk')
    expect(line.answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(line.answer.headers.get('x-content-type-options')).toBe('nosniff')
    await line.end()
  })

  it('goes on where a lost connection left off', async () => {
    const line = await listen(`${server.url}/api/v1/stream`, BEARER)
    await until(() => line.heard.length === 1, 'hello')
    const { id: place } = line.heard[0]!
    await line.end()
    const missed = await say('s2', '断线时说的')

    const byHeader = await listen(`${server.url}/api/v1/stream`, { ...BEARER, 'last-event-id': place })
    const byQuery = await listen(`${server.url}/api/v1/stream?after=${place}`, BEARER)
    const fresh = await listen(`${server.url}/api/v1/stream`, BEARER)

    await until(() => changedIn(byHeader.heard).includes(missed), 'the missed talk')
    await until(() => changedIn(byQuery.heard).includes(missed), 'the missed talk')
    await until(() => fresh.heard.length > 0, 'hello')
    expect(changedIn(fresh.heard)).toEqual([])
    await Promise.all([byHeader.end(), byQuery.end(), fresh.end()])
  })

  it('finds what no signal told, as from a process whose notice was lost', async () => {
    const line = await listen(`${server.url}/api/v1/stream`, BEARER)
    await until(() => line.heard.length === 1, 'hello')

    const { conversationId } = await givenTalk(server.db, { user: 's3' })

    await until(() => changedIn(line.heard).includes(conversationId), 'the talk')
    await line.end()
  })

  it('tells acts of staff too', async () => {
    const { json } = await server.call('POST', '/api/v1/web-chat/messages', { user: 's4', text: '人工' })
    const line = await listen(`${server.url}/api/v1/stream`, BEARER)
    await until(() => line.heard.length === 1, 'hello')

    await server.call('POST', `/api/v1/handoffs/${json.handoff.id}/accept`, { by: '徐静' })

    await until(() => changedIn(line.heard).includes(json.conversationId), 'the talk')
    await line.end()
  })

  it('tells a guest of their own talk only, and resumes', async () => {
    const cookies = await Promise.all(
      [1, 2].map(
        async () => (await server.call('GET', '/chat', undefined, {})).headers.get('set-cookie')!.split(';')[0]!,
      ),
    )
    const lines = await Promise.all(cookies.map((cookie) => listen(`${server.url}/chat/stream`, { cookie })))
    await until(() => lines.every(({ heard }) => heard.length === 1), 'hello')

    await server.call('POST', '/chat/messages', { text: '只有我' }, { cookie: cookies[0]! })
    await until(() => lines[0]!.heard.some(({ event }) => event === 'changed'), 'the own change')
    const place = { 'last-event-id': lines[0]!.heard[0]!.id }
    const again = await Promise.all(cookies.map((cookie) => listen(`${server.url}/chat/stream`, { cookie, ...place })))
    await until(() => again[0]!.heard.length === 2 && again[1]!.heard.length === 1, 'what was missed')

    expect(lines[1]!.heard.map(({ event }) => event)).toEqual(['hello'])
    expect(again[1]!.heard.map(({ event }) => event)).toEqual(['hello'])
    await Promise.all([...lines, ...again].map((line) => line.end()))
  })

  it('clears up after a browser that left before its line was open', async () => {
    app = fastify()
    const streams = createEventStreams(app)
    let asked = () => {}
    let cleared = () => {}
    const isAsked = new Promise<void>((resolve) => (asked = resolve))
    const isCleared = new Promise<void>((resolve) => (cleared = resolve))
    app.get('/', async (request, reply) => {
      const isGone = new Promise((resolve) => request.raw.socket.once('close', resolve))
      asked()
      await isGone
      streams.open(reply)!.onEnd(cleared)
      return reply
    })
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    const browser = get(url).on('error', () => {})
    await isAsked

    browser.destroy()

    await isCleared
  })

  it('ends its lines when the server closes, at once', async () => {
    const other = await givenServer()
    const line = await listen(`${other.url}/api/v1/stream`, BEARER)
    await until(() => line.heard.length === 1, 'hello')

    await other.close()

    await until(line.isOver, 'the end of the line')
  })
})
