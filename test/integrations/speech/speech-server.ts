import http from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Asked {
  path: string
  authorization: string | undefined
  body: string
}
type Answer = (asked: Asked, response: http.ServerResponse) => void

/** A speech endpoint on this machine: answers as told, or not at all. */
export async function startSpeechServer(answer: Answer) {
  const asked: Asked[] = []
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const one = {
        path: request.url ?? '',
        authorization: request.headers.authorization,
        body: Buffer.concat(chunks).toString('latin1'),
      }
      asked.push(one)
      answer(one, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    asked,
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export function says(text: unknown): Answer {
  return (_asked, response) => response.setHeader('content-type', 'application/json').end(JSON.stringify({ text }))
}
