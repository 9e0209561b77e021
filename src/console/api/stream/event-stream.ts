import type { FastifyInstance, FastifyReply } from 'fastify'

/** One open line of server-sent events to a browser. */
export interface EventStream {
  /** `id` is where the browser goes on after a lost connection. */
  send(event: string, data: object, id?: string): void
  end(): void
  /** Called once; at once where the line has ended already. */
  onEnd(done: () => void): void
}

export interface EventStreams {
  /** Opens a line; null when there are too many (answered already). */
  open(reply: FastifyReply): EventStream | null
}

/** Below the idle limit of every proxy we know (60 s). */
const BEAT_MS = 20_000
const MAX_STREAMS = 2_000
/** A browser that does not read is cut off; it comes back and goes on from its last id. */
const MAX_WAITING_BYTES = 1024 * 1024

/** All lines of this server; they end when it closes, so that a stop does not wait for browsers. */
export function createEventStreams(app: FastifyInstance): EventStreams {
  const open = new Set<EventStream>()
  app.addHook('preClose', (done) => {
    for (const stream of [...open]) stream.end()
    done()
  })
  return {
    open(reply) {
      if (open.size >= MAX_STREAMS) {
        void reply
          .code(503)
          .header('retry-after', 30)
          .send({ error: { code: 'too_many_streams', message: 'Too many live connections; try again later.' } })
        return null
      }
      const stream = openStream(reply)
      open.add(stream)
      stream.onEnd(() => open.delete(stream))
      return stream
    },
  }
}

function openStream(reply: FastifyReply): EventStream {
  const headers = reply.getHeaders()
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    ...Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // A line that ends takes its connection with it: kept alive, it would hold up a server that closes.
    connection: 'close',
    // nginx would collect events until its buffer is full.
    'x-accel-buffering': 'no',
  })
  raw.write('retry: 2000\n\n')
  // A browser that left while its line was looked up: nothing will tell us of its end any more.
  let over = raw.destroyed
  const endings: (() => void)[] = []
  const beat = setInterval(() => write(': beat\n\n'), BEAT_MS)
  beat.unref()
  const finish = () => {
    over = true
    clearInterval(beat)
    for (const done of endings.splice(0)) done()
  }
  raw.once('close', finish)
  if (over) finish()

  function write(text: string): void {
    if (raw.writableEnded || raw.destroyed) return
    raw.write(text)
    if (raw.writableLength > MAX_WAITING_BYTES) raw.destroy()
  }
  return {
    send: (event, data, id) =>
      write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    end() {
      finish()
      raw.end(() => raw.destroy())
    },
    onEnd: (done) => (over ? done() : void endings.push(done)),
  }
}
