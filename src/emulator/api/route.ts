import type { z } from 'zod'
import { ApiError } from '../api-error'

export interface Call {
  /** Without `/cgi-bin/`: `kf/send_msg`. */
  path: string
  query: URLSearchParams
  body: unknown
  raw: Buffer
  contentType: string
  range: string | undefined
  ip: string
}

export interface Download {
  download: { bytes: Buffer; contentType: string; fileName: string }
}
export type Answer = Record<string, unknown> | Download

export interface Route {
  method: 'GET' | 'POST'
  path: string
  /** Needs no access token: gettoken, webhooks. */
  open?: boolean
  /** The body is no JSON: uploads. */
  upload?: boolean
  /** Calls with the same key must not overlap, unless they are the same call again (`same`). */
  alone?(call: Call): { key: string; same: string; rule: 'concurrent-sends' | 'concurrent-pulls' } | undefined
  handle(call: Call): Answer
}

/** The fields of a request, or 40058 naming the first that is wrong. */
export function fields<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new ApiError(40058, parsed.error.issues[0]?.path.join('.') || 'body')
}

export function isDownload(answer: Answer): answer is Download {
  return 'download' in answer
}

export function bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8')
}
