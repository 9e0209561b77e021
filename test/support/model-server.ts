import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a request to the model held, as it arrived. */
export interface ModelRequest {
  path: string
  /** Everything that was sent, to look for what must not be in it. */
  raw: string
  purpose: string
  instruction: string
  about: string
  format: string
  input: string[]
  encoding: string
}

/** How the server answers; a value is the model's words, as JSON or as they are. */
export type Behaviour =
  | { say: unknown }
  | { text: string }
  | { status: number; headers?: Record<string, string>; body?: string }
  | { raw: string; type: string }
  | { vectors: (number[] | null)[] }
  | 'hang'
  | 'endless'
  | 'reset'

export interface ModelServer {
  /** For OPENAI_BASE_URL. */
  url: string
  requests: ModelRequest[]
  /** From now on. */
  behave(behaviour: Behaviour | ((request: ModelRequest) => Behaviour)): void
  close(): Promise<void>
}

/** An OpenAI-compatible endpoint on loopback that does as it is told: well, slowly, wrongly, with ill will, or not at all. */
export async function startModelServer(): Promise<ModelServer> {
  const requests: ModelRequest[] = []
  let behaviour: Behaviour | ((request: ModelRequest) => Behaviour) = { say: {} }
  const server = createServer((incoming, response) => {
    void read(incoming).then((request) => {
      requests.push(request)
      act(typeof behaviour === 'function' ? behaviour(request) : behaviour, response)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    behave(next) {
      behaviour = next
    },
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

async function read(incoming: IncomingMessage): Promise<ModelRequest> {
  let raw = ''
  for await (const part of incoming) raw += String(part)
  const body = JSON.parse(raw || '{}') as {
    messages?: { role: string; content: string }[]
    response_format?: { type: string; json_schema?: { name: string } }
    input?: string[]
    encoding_format?: string
  }
  const words = (role: string) => body.messages?.find((message) => message.role === role)?.content ?? ''
  return {
    path: incoming.url ?? '',
    raw,
    purpose: body.response_format?.json_schema?.name ?? '',
    instruction: words('system'),
    about: words('user'),
    format: body.response_format?.type ?? 'plain',
    input: body.input ?? [],
    encoding: body.encoding_format ?? '',
  }
}

function act(how: Behaviour, response: ServerResponse): void {
  if (how === 'hang') return
  if (how === 'reset') {
    response.socket?.destroy()
    return
  }
  if (how === 'endless') {
    response.writeHead(200, { 'content-type': 'application/json' })
    const pour = () => {
      while (!response.destroyed && response.write(' '.repeat(64 * 1024)));
    }
    response.on('drain', pour)
    pour()
    return
  }
  if ('status' in how) {
    response.writeHead(how.status, { 'content-type': 'application/json', ...how.headers })
    response.end(how.body ?? JSON.stringify({ error: { message: 'as told', type: 'test' } }))
    return
  }
  if ('raw' in how) {
    response.writeHead(200, { 'content-type': how.type })
    response.end(how.raw)
    return
  }
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify('vectors' in how ? embeddings(how.vectors) : completion(how)))
}

function completion(how: { say: unknown } | { text: string }): object {
  const content = 'text' in how ? how.text : JSON.stringify(how.say)
  return {
    id: 'cmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'test',
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  }
}

function embeddings(vectors: (number[] | null)[]): object {
  return {
    object: 'list',
    model: 'test',
    data: vectors.flatMap((embedding, index) =>
      embedding === null ? [] : [{ object: 'embedding', index, embedding }],
    ),
    usage: { prompt_tokens: 1, total_tokens: 1 },
  }
}
