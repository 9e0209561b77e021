import { ApiError } from './api-error'
import type { Call } from './api/route'
import type { World } from './world'

/** Raw UTF-8 JSON without `\uXXXX` escapes of printable characters, or the refusal the platform gives (§2). */
export function checkBody(world: World, call: Call): unknown {
  const text = decode(world, call)
  // Control characters have no other spelling in JSON; anything else must stand there raw.
  const escapes = [...text.matchAll(/(?<!\\)(?:\\\\)*\\u([0-9a-fA-F]{4})/g)]
  if (escapes.some((match) => parseInt(match[1] ?? '0', 16) >= 0x20)) {
    world.violations.note('escaped-unicode', `${escapes.length} escapes in the body`, call.path)
    throw new ApiError(40033)
  }
  if (text.includes('\uFFFD')) world.violations.note('broken-characters', 'U+FFFD in the body', call.path)
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body
  } catch {
    // Falls through to the one refusal for everything that is no JSON object.
  }
  world.violations.note('body-not-json', text.slice(0, 40), call.path)
  throw new ApiError(40058, 'body')
}

function decode(world: World, call: Call): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(call.raw)
  } catch {
    world.violations.note('broken-characters', 'the body is not UTF-8', call.path)
    throw new ApiError(40058, 'encoding')
  }
}
