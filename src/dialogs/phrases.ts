import type { Language, Wording } from './definition'

export interface Phrases {
  /**
   * The wording of a situation in a language, its `{names}` filled. A line all of whose names are empty is left out, so one
   * wording serves with and without a phone number; `{name?}` may be empty and the line stays. An unknown situation is a bug
   * and throws.
   */
  say(key: string, values?: Record<string, string | null | undefined>): string
  has(key: string): boolean
  readonly language: Language
}

export function createPhrases(words: ReadonlyMap<string, Wording>, language: Language): Phrases {
  return {
    language,
    has: (key) => words.has(key),
    say(key, values = {}) {
      const wording = words.get(key)
      if (!wording) throw new Error(`no wording for ${key} in dialogs/`)
      return fill(wording[language] ?? wording.zh, values)
    },
  }
}

/** Fills one wording; used also for a slot's own question. */
export function fill(text: string, values: Record<string, string | null | undefined>): string {
  return text
    .split('\n')
    .map((line) => {
      const names = [...line.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!)
      if (names.length > 0 && names.every((name) => !values[name])) return null
      return line.replace(/\{(\w+)\??\}/g, (_, name: string) => values[name] ?? '')
    })
    .filter((line) => line !== null)
    .join('\n')
    .trim()
}

export function wordingIn(wording: Wording, language: Language): string {
  return wording[language] ?? wording.zh
}
