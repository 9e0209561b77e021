import type { Phrases } from '../../dialogs/phrases'

/** The same phrases, and whoever wants to know hears what was worded: wording of ours with values of ours is approved (C1). */
export function recordingPhrases(phrases: Phrases, heard: (words: string) => void): Phrases {
  return {
    language: phrases.language,
    has: (key) => phrases.has(key),
    say(key, values) {
      const words = phrases.say(key, values)
      heard(words)
      return words
    },
  }
}
