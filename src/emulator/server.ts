import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { ApiError } from './api-error'
import type { Answer, Call, Route } from './api/route'
import { isDownload } from './api/route'
import { checkBody } from './check-body'
import type { FaultRule } from './faults'
import { RateLimits } from './rate-limits'
import type { World } from './world'

const MAX_BODY_BYTES = 25 * 1024 * 1024
/** As over a real network an answer takes a moment, so that calls made side by side are seen to overlap. */
const ANSWER_DELAY_MS = 3

export interface RunningServer {
  port: number
  close(): Promise<void>
}

/** Pages outside `/cgi-bin/`; true when the request was theirs. */
export type ExtraPage = (request: http.IncomingMessage, response: http.ServerResponse, body: Buffer) => boolean

/** Serves the routes over real HTTP, and breaks things when the fault plan says so. */
export async function startServer(world: World, routes: Route[], extra: ExtraPage): Promise<RunningServer> {
  const table = new Map(routes.map((route) => [route.path, route]))
  const rates = new RateLimits(world)
  const alive = new Map<string, Map<http.ServerResponse, string>>()
  const timers = new Set<NodeJS.Timeout>()
  const server = http.createServer((request, response) => serve(request, response).catch(fail(response)))
  // A client that keeps its connections must not be cut off between two calls.
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(world.settings.port, world.settings.host, resolve)
  })
  return { port: (server.address() as AddressInfo).port, close }

  async function close(): Promise<void> {
    for (const timer of timers) clearTimeout(timer)
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeAllConnections()
    await closed
  }

  async function serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const raw = await readBody(request)
    if (!raw) return void response.destroy()
    const url = new URL(request.url ?? '/', 'http://emulator')
    if (!url.pathname.startsWith('/cgi-bin/')) {
      if (!extra(request, response, raw)) response.writeHead(404).end()
      return
    }
    const path = url.pathname.slice('/cgi-bin/'.length)
    const route = table.get(path)
    if (!route) {
      world.violations.note('unknown-endpoint', `${request.method} ${path}`, path)
      return void response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>404 Not Found</h1>')
    }
    if (breaks('before', path, response)) return
    const call: Call = {
      path,
      query: url.searchParams,
      body: undefined,
      raw,
      contentType: request.headers['content-type'] ?? '',
      range: request.headers.range,
      ip: request.socket.remoteAddress ?? '',
    }
    const answer = answerTo(route, call, request.method ?? '', response)
    if (breaks('after', path, response, answer)) return
    const slow = world.faults.strike('slow', path)
    later(() => write(response, answer, call), slow?.ms ?? ANSWER_DELAY_MS)
  }

  function answerTo(route: Route, call: Call, method: string, response: http.ServerResponse): Answer {
    try {
      if (call.query.has('debug')) world.violations.note('debug-mode', 'debug=1', call.path)
      if (method !== route.method) {
        world.violations.note('wrong-method', `${method} instead of ${route.method}`, call.path)
        throw new ApiError(40058, 'method')
      }
      rates.check(call.path)
      if (!route.open) checkToken(call)
      injectRefusal(call.path)
      if (route.method === 'POST' && !route.upload) call.body = checkBody(world, call)
      watchOverlap(route, call, response)
      world.onCall(call)
      return { errcode: 0, errmsg: 'ok', ...route.handle(call) }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      const hint = `hint: [${Math.floor(world.now() / 1000)}_1_${call.path.length}], from ip: ${call.ip}`
      const link = `more info at https://open.work.weixin.qq.com/devtool/query?e=${error.errcode}`
      return { errcode: error.errcode, errmsg: `${error.message}, ${hint}, ${link}` }
    }
  }

  function checkToken(call: Call): void {
    const death = world.faults.strike('tokenDeath', call.path)
    if (death) world.tokens.kill(death.errcode === 42001 ? 42001 : 40014)
    world.tokens.check(call.query.get('access_token'), call.path, world.now())
  }

  function injectRefusal(path: string): void {
    if (world.faults.strike('busy', path)) throw new ApiError(-1)
    const other = world.faults.strike('errcode', path)
    if (other) throw new ApiError(other.errcode ?? -1)
    const limit = world.faults.strike('rateLimit', path)
    if (limit) rates.block(path, limit.ms)
  }

  function watchOverlap(route: Route, call: Call, response: http.ServerResponse): void {
    const claim = route.alone?.(call)
    if (!claim) return
    const others = alive.get(`${call.path} ${claim.key}`) ?? new Map<http.ServerResponse, string>()
    alive.set(`${call.path} ${claim.key}`, others)
    const overlaps = [...others].some(
      ([other, same]) => !other.destroyed && !other.writableEnded && (same === '' || same !== claim.same),
    )
    if (overlaps) world.violations.note(claim.rule, claim.key, call.path)
    others.set(response, claim.same)
    response.on('close', () => others.delete(response))
  }

  /** True when the fault plan takes the answer away. With `after` the effect has already happened. */
  function breaks(when: 'before' | 'after', path: string, response: http.ServerResponse, answer?: Answer): boolean {
    const strike = (kind: 'hang' | 'reset' | 'badGateway' | 'malformed'): FaultRule | undefined =>
      world.faults.strike(kind, path, when)
    const hang = strike('hang')
    if (hang) {
      later(() => response.destroy(), hang.ms ?? 30_000)
      return true
    }
    if (strike('reset')) {
      response.destroy()
      return true
    }
    if (strike('badGateway')) {
      const page = '<html><head><title>502 Bad Gateway</title></head><body><center>nginx</center></body></html>'
      response.writeHead(502, { 'content-type': 'text/html' }).end(page)
      return true
    }
    if (strike('malformed')) {
      const whole = JSON.stringify(answer && !isDownload(answer) ? answer : { errcode: 0, errmsg: 'ok' })
      response.writeHead(200, { 'content-type': 'application/json' }).end(whole.slice(0, Math.ceil(whole.length / 2)))
      return true
    }
    return false
  }

  function write(response: http.ServerResponse, answer: Answer, call: Call): void {
    if (response.destroyed) return
    if (isDownload(answer)) return writeDownload(response, answer.download, call.range)
    let body: Record<string, unknown> = answer
    if (body.errcode === 0 && world.faults.strike('oddErrmsg', call.path))
      body = { ...body, errmsg: 'ok. Warning: wrong json format. ' }
    if (world.faults.strike('omitEmpty', call.path)) body = withoutEmpty(body)
    // The clock of the platform, by which a client can tell that its own is wrong.
    const date = new Date(world.now()).toUTCString()
    response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8', date }).end(JSON.stringify(body))
  }

  function later(act: () => void, ms: number): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      act()
    }, ms)
    timers.add(timer)
  }
}

/** A bug of ours is loud, and no errcode. */
function fail(response: http.ServerResponse) {
  return (error: unknown): void => {
    console.error(error)
    if (response.headersSent) response.destroy()
    else response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error))
  }
}

/** Some answers leave out what is empty or zero (§2). */
function withoutEmpty(body: Record<string, unknown>): Record<string, unknown> {
  const isEmpty = (value: unknown): boolean =>
    value === 0 || value === '' || (Array.isArray(value) && value.length === 0)
  return Object.fromEntries(Object.entries(body).filter(([, value]) => !isEmpty(value)))
}

function writeDownload(
  response: http.ServerResponse,
  file: { bytes: Buffer; contentType: string; fileName: string },
  range: string | undefined,
): void {
  const asked = /^bytes=(\d+)-(\d*)$/.exec(range ?? '')
  const total = file.bytes.length
  const from = asked ? Number(asked[1]) : 0
  const to = asked?.[2] ? Math.min(Number(asked[2]), total - 1) : total - 1
  if (asked && from >= total) return void response.writeHead(416, { 'content-range': `bytes */${total}` }).end()
  response.writeHead(asked ? 206 : 200, {
    'content-type': file.contentType,
    'content-disposition': `attachment; filename="${Buffer.from(file.fileName, 'utf8').toString('latin1')}"`,
    'accept-ranges': 'bytes',
    ...(asked ? { 'content-range': `bytes ${from}-${to}/${total}` } : {}),
  })
  response.end(file.bytes.subarray(from, to + 1))
}

async function readBody(request: http.IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > MAX_BODY_BYTES) return undefined
      chunks.push(chunk)
    }
  } catch {
    // The client went away in the middle of its request: there is nobody to answer.
    return undefined
  }
  return Buffer.concat(chunks)
}
