export interface CallbackQuery {
  signature: string
  timestamp: string
  nonce: string
  echostr: string | null
}

/**
 * The parameters of a callback from the raw address. Not URLSearchParams: that turns a raw `+` into a space, and an
 * `echostr` is base64 (wecom-protocol §3.2). Null when one is missing, empty, repeated or not decodable.
 */
export function parseCallbackQuery(rawUrl: string): CallbackQuery | null {
  const start = rawUrl.indexOf('?')
  if (start < 0 || rawUrl.length > LONGEST) return null
  const found = new Map<string, string>()
  for (const pair of rawUrl.slice(start + 1).split('&')) {
    const equals = pair.indexOf('=')
    const name = decode(equals < 0 ? pair : pair.slice(0, equals))
    const value = decode(equals < 0 ? '' : pair.slice(equals + 1))
    if (name === null || value === null || (NAMES.has(name) && found.has(name))) return null
    found.set(name, value)
  }
  const signature = found.get('msg_signature')
  const timestamp = found.get('timestamp')
  const nonce = found.get('nonce')
  if (!signature || !timestamp || !nonce || !/^\d{1,12}$/.test(timestamp)) return null
  return { signature, timestamp, nonce, echostr: found.get('echostr') || null }
}

const NAMES = new Set(['msg_signature', 'timestamp', 'nonce', 'echostr'])
/** Far above a genuine address; Node's own limit is 16 KB. */
const LONGEST = 8192

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
