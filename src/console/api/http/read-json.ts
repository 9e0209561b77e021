import type { FastifyInstance } from 'fastify'

/**
 * JSON as fastify reads it, but with words that PostgreSQL can keep: without NUL and halves of surrogate pairs, which it
 * refuses in text and jsonb. An owner's message must not be lost for a broken emoji, so they are mended, not refused.
 */
export function readJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // A POST whose acts need no words may come without any.
    if (body === '') return done(null, {})
    parse(request, String(body), (error, value) => done(error, SUSPECT.test(String(body)) ? mend(value) : value))
  })
  app.removeContentTypeParser('text/plain')
}

const SUSPECT = /\\u(0000|d[89a-f])/i

function mend(value: unknown): unknown {
  if (typeof value === 'string') return mendText(value)
  if (Array.isArray(value)) return value.map(mend)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [mendText(key), mend(member)]))
}

/** Writing it as UTF-8 turns half a pair into the replacement character. */
const mendText = (text: string) => Buffer.from(text.replaceAll('\0', '')).toString()
