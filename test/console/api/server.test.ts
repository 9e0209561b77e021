import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import type { Readiness } from '../../../src/console/api/console-deps'
import { BEARER, TOKEN, givenServer, type GivenServer } from '../given-server'

const state: { readiness: Readiness } = { readiness: { database: { ok: true }, queue: { ok: true } } }

describe('the server', () => {
  let server: GivenServer
  beforeAll(async () => {
    server = await givenServer({
      readiness: async () => state.readiness,
      understand: () => {
        throw new Error('secret detail in a stack')
      },
    })
  })
  afterAll(() => server.close())
  const open = (path: string, headers: Record<string, string> = {}) => server.call('GET', path, undefined, headers)

  it('lives', async () => {
    expect(await open('/healthz')).toMatchObject({ status: 200, json: { ok: true } })
  })

  it('is ready when database and queue are, whatever the others say', async () => {
    state.readiness = { database: { ok: true }, queue: { ok: true }, redis: { ok: false, note: 'away' } }
    const ready = await open('/readyz')
    state.readiness = { database: { ok: true }, queue: { ok: false, note: '3 talks wait' } }
    const stuck = await open('/readyz')

    expect(ready).toMatchObject({
      status: 200,
      json: { database: 'ok', redis: 'failing: away', model: 'not configured' },
    })
    expect(stuck).toMatchObject({ status: 503, json: { queue: 'failing: 3 talks wait' } })
    expect(ready.text.split('\n')).toContain('  "database": "ok",')
  })

  it('shows its figures to this machine and to the token, not to others', async () => {
    const local = await open('/metrics')
    const remote = await open('/metrics', { 'x-forwarded-for': '203.0.113.9' })
    const token = await open('/metrics', { 'x-forwarded-for': '203.0.113.9', ...BEARER })

    expect(local.text).toContain('shouwen_turns_total')
    expect(remote.status).toBe(401)
    expect(token.status).toBe(200)
  })

  it('describes bodies in openapi.json', async () => {
    const { json } = await open('/api/v1/openapi.json')

    expect(json.openapi).toBe('3.0.3')
    expect(json.paths['/api/v1/cases/{id}/actions'].post.requestBody).toBeDefined()
  })

  it.each([
    ['GET', '/api/v1/nothing'],
    ['GET', '/nothing'],
    ['PATCH', '/api/v1/cases'],
    ['GET', '/assets/../package.json'],
    ['GET', '/%2e%2e/package.json'],
  ])('answers 404 in the common form for %s %s', async (method, path) => {
    const answer = await server.call(method, path)

    expect(answer.status).toBe(404)
    expect(answer.json.error).toEqual({ code: 'not_found', message: expect.any(String) })
  })

  it.each([
    ['broken JSON', '{"text":', 'application/json', 400],
    ['a poisoned prototype', '{"__proto__":{"admin":true},"text":"a"}', 'application/json', 400],
    ['a form', 'text=a', 'application/x-www-form-urlencoded', 415],
    ['XML', '<a/>', 'application/xml', 415],
    ['a body too big', JSON.stringify({ text: 'x'.repeat(2_000_000) }), 'application/json', 413],
  ])('refuses %s', async (_name, body, type, status) => {
    const answer = await server.call('POST', '/api/v1/understand', body, { ...BEARER, 'content-type': type })

    expect(answer.status).toBe(status)
    expect(answer.json.error).toEqual(
      expect.objectContaining({ code: expect.any(String), message: expect.any(String) }),
    )
  })

  it('tells nothing of our own bugs but writes them down', async () => {
    const answer = await server.call('POST', '/api/v1/understand', { text: 'a' })

    expect(answer.status).toBe(500)
    expect(answer.text).not.toMatch(/secret detail|\.ts|at /)
    expect(server.logged.join('')).toContain('secret detail')
  })

  it.each([
    ['/api/v1/exchanges?user=a%00b'],
    ['/api/v1/cases/%00'],
    [`/api/v1/cases/${'x'.repeat(250)}`],
    ['/api/v1/exchanges?after=999999999999999999'],
    ["/api/v1/cases?user=' or 1=1 --"],
    ['/api/v1/exchanges?user=%ff'],
  ])('has no bug for %s', async (path) => {
    const answer = await server.call('GET', path)

    expect(answer.status).toBeLessThan(500)
  })

  it('tells browsers what they may do, and allows no other site', async () => {
    const answer = await open('/healthz', { origin: 'https://evil.example' })

    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('x-frame-options')).toBe('SAMEORIGIN')
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect(answer.headers.get('strict-transport-security')).toBeNull()
    expect(answer.headers.get('x-powered-by')).toBeNull()
  })

  it('answers a client that sends its body slowly, byte by byte', async () => {
    const { hostname, port } = new URL(server.url)
    const body = JSON.stringify({ query: '慢慢来' })
    const status = await new Promise<number>((resolve, reject) => {
      const sent = httpRequest(
        {
          hostname,
          port,
          method: 'POST',
          path: '/api/v1/knowledge/search',
          headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        },
        (answer) => resolve(answer.resume().statusCode ?? 0),
      )
      sent.on('error', reject)
      for (const byte of Buffer.from(body)) sent.write(Buffer.from([byte]))
      sent.end()
    })

    expect(status).toBe(200)
  })

  it('stops without waiting for a connection that a browser opened ahead', async () => {
    const other = await givenServer()
    const unused = connect(Number(new URL(other.url).port), '127.0.0.1')
    await new Promise((resolve) => unused.once('connect', resolve))
    // A request through the same loop: by its answer the server has taken the connection before it.
    await other.call('GET', '/healthz')
    const ended = new Promise((resolve) => unused.once('close', resolve))

    await other.close()
    await ended
  })
})
