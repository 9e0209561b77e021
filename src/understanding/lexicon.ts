import { parsePattern } from './words/pattern'
import type { Pattern } from './words/pattern'
import type { LexiconFiles } from './words/lexicon-files'
import { readLexiconFiles } from './words/read-lexicon-files'
import { readWordTexts } from './words/word-texts'
import { createNormaliser } from './words/normalise'
import type { Normaliser } from './words/normalise'
import { createVocabulary } from './words/vocabulary'
import type { Tagger } from './words/vocabulary'
import type { EmergencyType, Intent } from './understanding'

export interface WeighedPattern {
  pattern: Pattern
  weight: number
}

export type EmergencyGuard = keyof LexiconFiles['emergency']['guards']

/** The words of the trade, read and made ready: everything the rules ask of a text. Immutable, shared by all turns. */
export interface Lexicon {
  normalise: Normaliser
  tag: Tagger
  /** The classes of words.yml and their numbers in a tagged text. */
  classes: readonly (readonly [string, number])[]
  intents: ReadonlyMap<Intent, readonly WeighedPattern[]>
  mood: Record<'positive' | 'negative' | 'angry', readonly WeighedPattern[]>
  signals: ReadonlyMap<string, readonly Pattern[]>
  emergency: {
    types: ReadonlyMap<EmergencyType, { sure: readonly Pattern[]; weak: readonly Pattern[] }>
    guards: ReadonlyMap<EmergencyGuard, readonly Pattern[]>
    now: { cry: readonly Pattern[]; strong: readonly Pattern[]; weak: readonly Pattern[]; notNow: readonly Pattern[] }
  }
  handoff: {
    requested: readonly Pattern[]
    distress: readonly Pattern[]
    policy: ReadonlyMap<string, readonly Pattern[]>
  }
  categories: LexiconFiles['categories']
  /** In the order of the file: the first that is found counts. */
  outside: readonly { key: string; name: string; phone: string; sendsNobody: boolean; patterns: readonly Pattern[] }[]
}

export function loadLexicon(folder?: string): Lexicon {
  return createLexicon(readLexiconFiles(readWordTexts(folder)))
}

export function createLexicon(files: LexiconFiles): Lexicon {
  const vocabulary = createVocabulary(files.words)
  const read = (sources: readonly string[]): Pattern[] => sources.map((source) => parsePattern(source, vocabulary))
  const weighed = (byWeight: Record<string, readonly string[]>): WeighedPattern[] =>
    Object.entries(byWeight).flatMap(([weight, sources]) =>
      read(sources).map((pattern) => ({ pattern, weight: Number(weight) })),
    )
  const { emergency, handoff, mood } = files
  const lexicon: Omit<Lexicon, 'tag' | 'classes'> = {
    normalise: createNormaliser(files.normalise),
    intents: mapEntries<Intent, Record<string, string[]>, WeighedPattern[]>(files.intents, weighed),
    mood: { positive: weighed(mood.positive), negative: weighed(mood.negative), angry: weighed(mood.angry) },
    signals: mapEntries(mood.signals, read),
    emergency: {
      types: mapEntries<EmergencyType, { sure: string[]; weak: string[] }, { sure: Pattern[]; weak: Pattern[] }>(
        emergency.types,
        (lists) => ({ sure: read(lists.sure), weak: read(lists.weak) }),
      ),
      guards: mapEntries<EmergencyGuard, string[], Pattern[]>(emergency.guards, read),
      now: {
        cry: read(emergency.now.cry),
        strong: read(emergency.now.strong),
        weak: read(emergency.now.weak),
        notNow: read(emergency.now.not_now),
      },
    },
    handoff: {
      requested: read(handoff.requested),
      distress: read(handoff.distress),
      policy: mapEntries(handoff.policy, read),
    },
    categories: files.categories,
    outside: Object.entries(files.outside).map(([key, body]) => ({ ...body, key, patterns: read(body.patterns) })),
  }
  return { ...lexicon, classes: vocabulary.classes(), tag: vocabulary.createTagger() }
}

function mapEntries<K extends string, V, W>(record: Partial<Record<K, V>>, change: (value: V) => W): Map<K, W> {
  return new Map((Object.entries(record) as [K, V][]).map(([key, value]) => [key, change(value)]))
}

let shipped: Lexicon | undefined

/** The words that ship with the project, read once. */
export function shippedLexicon(): Lexicon {
  return (shipped ??= loadLexicon())
}
