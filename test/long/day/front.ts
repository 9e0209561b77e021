import http from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Front {
  url: string
  /** The processes behind it, by turns; one that does not answer is passed over, as a proxy does. */
  behind(urls: readonly string[]): void
  close(): Promise<void>
}

/** The one address WeCom knows, in front of several processes. */
export async function startFront(): Promise<Front> {
  let targets: readonly string[] = []
  let next = 0
  const server = http.createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    for (let left = targets.length; left > 0; left -= 1) {
      next += 1
      try {
        const answer = await fetch(`${targets[next % targets.length]}${request.url}`, {
          method: request.method,
          ...(request.method === 'POST' ? { body: Buffer.concat(parts) } : {}),
          headers: { 'content-type': request.headers['content-type'] ?? 'text/plain' },
        })
        response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()))
        return
      } catch {
        continue
      }
    }
    response.writeHead(502).end()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    behind: (urls) => void (targets = urls),
    close: () => {
      server.closeAllConnections()
      return new Promise((done) => server.close(() => done()))
    },
  }
}
