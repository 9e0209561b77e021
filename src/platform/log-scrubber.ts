import { maskPersonal } from './mask'

type Fields = Record<string, unknown>

/** Takes personal data and secrets out of what is about to be logged. */
export function createScrubber(secrets: readonly (string | undefined)[] = []) {
  // Longer ones first, in case one contains another; a word of three letters would black out half the log.
  const known = secrets.filter((secret) => secret !== undefined && secret.length > 3) as string[]
  known.sort((a, b) => b.length - a.length)

  function scrubText(value: unknown): unknown {
    if (typeof value !== 'string') return value
    let text = value.slice(0, MAX_LENGTH)
    for (const secret of known) text = text.replaceAll(secret, SECRET)
    text = text
      .replace(SECRET_PARAMETER, `$1${SECRET}`)
      .replace(BEARER, `$1 ${SECRET}`)
      .replace(CREDENTIALS, `$1${SECRET}@`)
    return maskPersonal(text).text
  }

  function scrubFields(fields: object, depth = 0): Fields {
    const safe: Fields = {}
    for (const [key, value] of Object.entries(fields)) safe[key] = scrubField(key, value, depth)
    return safe
  }

  function scrubField(key: string, value: unknown, depth: number): unknown {
    if (value === undefined || value === null || typeof value === 'boolean') return value
    const plainKey = key.replace(/[_-]/g, '').toLowerCase()
    if (PERSONAL_KEYS.has(plainKey)) return PERSONAL
    // A number under such a name counts tokens; it isn't one.
    if (SECRET_KEY.test(plainKey) && typeof value !== 'number') return SECRET
    if (key === 'req') return requestLine(value)
    if (key === 'res') return { statusCode: (value as { statusCode?: unknown }).statusCode }
    return scrubValue(value, depth)
  }

  function scrubValue(value: unknown, depth: number): unknown {
    if (typeof value !== 'object' || value === null) return scrubText(value)
    if (value instanceof Error) return scrubError(value, depth)
    if (value instanceof Date) return value.toISOString()
    if (depth >= MAX_DEPTH) return '…'
    if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => scrubValue(item, depth + 1))
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype === null || prototype === Object.prototype) return scrubFields(value, depth + 1)
    // An unknown kind of object may hold anything, a connection with its password for instance.
    return `[${value.constructor.name}]`
  }

  /** Only what helps to find the fault: a database's error also carries the row it refused, an HTTP client's the request. */
  function scrubError(error: Error & { code?: unknown; failure?: unknown }, depth: number): Fields {
    return {
      type: error.name,
      code: scrubText(error.code),
      failure: error.failure,
      message: scrubText(error.message),
      stack: scrubText(error.stack),
      cause: error.cause === undefined || depth >= MAX_DEPTH ? undefined : scrubValue(error.cause, depth + 1),
    }
  }

  return { scrubText, scrubFields: (fields: object) => scrubFields(fields) }
}

const SECRET = '[secret]'
const PERSONAL = '[personal]'
const MAX_LENGTH = 4_000
const MAX_DEPTH = 4
const MAX_ITEMS = 20

/** What people said and who they are, under the names that our records and WeCom's payloads give it. */
const PERSONAL_KEYS = new Set(
  (
    'text texts content contents body payload query question questions answer reply replies words say said title summary note ' +
    'evidence history transcript caption details user users userid userids externaluserid openid unionid openuserid nickname ' +
    'realname username avatar phone phones mobile telephone tel email mail contact address location latitude longitude building ' +
    'unit room house place plate idcard idnumber reporter reporters person persons owner params parameters values image voice'
  ).split(' '),
)
const SECRET_KEY =
  /secret|token|password|passwd|authorization|cookie|apikey|aeskey|credential|signature|encrypt|ticket|echostr/
const SECRET_PARAMETER =
  /((?:access_token|token|corpsecret|secret|password|key|api_key|code|ticket|response_code|msg_signature|signature|echostr)=)[^&\s"'`]+/gi
const BEARER = /\b(Bearer|Basic) [\w.~+/=-]+/gi
const CREDENTIALS = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s@/]+@/gi

/** No query: it carries signatures, tokens and users. */
function requestLine(request: unknown): Fields {
  const { method, url } = request as { method?: unknown; url?: unknown }
  return { method, url: typeof url === 'string' ? url.split('?', 1)[0] : undefined }
}
