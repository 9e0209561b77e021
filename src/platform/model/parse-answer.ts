import { ModelError } from './model-error'

/**
 * The JSON object in what a model wrote. Endpoints without a JSON mode wrap it in a code fence or talk around it, and thinking
 * models write their thoughts before it.
 */
export function parseAnswer(text: string): unknown {
  const plain = text.replace(/<think>[\s\S]*?(<\/think>|$)/g, '').trim()
  for (const candidate of [plain, fenced(plain), firstObject(plain)]) {
    if (candidate === null) continue
    try {
      return JSON.parse(candidate) as unknown
    } catch {
      // The next reading may fit.
    }
  }
  throw new ModelError('nonsense', 'the model answered without a JSON object')
}

function fenced(text: string): string | null {
  return /```(?:json)?\s*([\s\S]*?)```/.exec(text)?.[1] ?? null
}

/** From the first brace to the one that closes it; braces inside strings do not count. */
function firstObject(text: string): string | null {
  const start = text.indexOf('{')
  if (start < 0) return null
  let depth = 0
  let inString = false
  for (let at = start; at < text.length; at++) {
    const character = text[at]
    if (inString) {
      if (character === '\\') at++
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === '{') depth++
    else if (character === '}' && --depth === 0) return text.slice(start, at + 1)
  }
  return null
}
