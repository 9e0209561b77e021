import type { ErrorBody } from '../../../contract/error-body'

/** The server said no, or could not be reached (`status` 0). `code` is what the words are chosen by. */
export class Fault extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details?: unknown,
  ) {
    super(message)
  }
}

let csrf = ''
let signedOut = () => {}

/** The token that goes with every write of this session. */
export function setSessionToken(token: string): void {
  csrf = token
}

/** Called when the server no longer knows the session. */
export function onSignedOut(tell: () => void): void {
  signedOut = tell
}

export const get = <T>(path: string, query: Record<string, string | number | undefined> = {}): Promise<T> =>
  request<T>('GET', withQuery(path, query))

/** Every write carries an id of its own, so that a lost answer and a second try are one act. */
export const post = <T>(path: string, body: object = {}): Promise<T> => request<T>('POST', path, body)
/** A file as it is, its facts in the query. */
export const postFile = <T>(path: string, query: Record<string, string>, file: Blob): Promise<T> =>
  request<T>('POST', withQuery(path, query), file)
export const put = <T>(path: string, body: object): Promise<T> => request<T>('PUT', path, body)
export const remove = (path: string): Promise<void> => request<void>('DELETE', path)

async function request<T>(method: string, path: string, body?: object): Promise<T> {
  const isFile = body instanceof Blob
  const answer = await fetch(path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': isFile ? 'application/octet-stream' : 'application/json' }),
      ...(method === 'GET' ? {} : { 'x-csrf-token': csrf }),
    },
    ...(body === undefined ? {} : { body: isFile ? body : JSON.stringify(body) }),
  }).catch(() => {
    throw new Fault(0, 'unreachable', 'the server cannot be reached')
  })
  if (answer.status === 204) return undefined as T
  if (answer.ok) return (await answer.json()) as T
  const { error } = (await answer.json().catch(() => ({ error: { code: 'unknown', message: '' } }))) as ErrorBody
  if (answer.status === 401 && error.code === 'unauthorized') signedOut()
  throw new Fault(answer.status, error.code, error.message, error.details)
}

function withQuery(path: string, query: Record<string, string | number | undefined>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  if (given.length === 0) return path
  return `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`
}

export function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
