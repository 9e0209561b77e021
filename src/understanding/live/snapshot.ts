import { createHash } from 'node:crypto'
import { shippedClassifiers } from '../intent/shipped-classifiers'
import type { Classifiers } from '../intent/shipped-classifiers'
import { createLexicon, shippedLexicon } from '../lexicon'
import type { Lexicon } from '../lexicon'
import { parseHandoffPolicy, shippedHandoffPolicy } from '../mood/handoff-policy'
import type { HandoffPolicy } from '../mood/handoff-policy'
import { createUnderstanding } from '../understand'
import type { Understander } from '../understand'
import { readLexiconFiles } from '../words/read-lexicon-files'
import type { WordTexts } from '../words/word-texts'

/** Everything one turn understands with. Never changed: a turn that began with it ends with it, whatever is edited meanwhile. */
export interface Snapshot {
  /** Names words and voices; every result bears it. */
  readonly version: string
  readonly lexicon: Lexicon
  readonly classifiers: Classifiers
  readonly handoffPolicy: HandoffPolicy
  readonly understander: Understander
}

type Parts = Pick<Snapshot, 'lexicon' | 'classifiers' | 'handoffPolicy'> & { words: string }

export function createSnapshot({ lexicon, classifiers, handoffPolicy, words }: Parts): Snapshot {
  const version = `${words}/${classifiers.intent.version}`
  const understander = createUnderstanding(lexicon, { classifiers, version })
  return Object.freeze({ version, lexicon, classifiers, handoffPolicy, understander })
}

/** Words and policy of these texts, with the voices that run. Throws with file and line. */
export function snapshotOf(texts: WordTexts, classifiers: Classifiers): Snapshot {
  return createSnapshot({
    lexicon: createLexicon(readLexiconFiles(texts)),
    handoffPolicy: parseHandoffPolicy(texts.get('handoff-policy.yml') ?? ''),
    classifiers,
    words: nameOfWords(texts),
  })
}

/** The words by their content, samples left out: those are named by the voices. */
function nameOfWords(texts: WordTexts): string {
  const hash = createHash('sha256')
  for (const [name, text] of [...texts].sort(([a], [b]) => (a < b ? -1 : 1)))
    if (name.endsWith('.yml')) hash.update(name).update('\0').update(text)
  return hash.digest('hex').slice(0, 8)
}

let shipped: Snapshot | undefined

/** What ships with the project, read once; for whoever does not watch for changes. */
export function shippedSnapshot(): Snapshot {
  return (shipped ??= createSnapshot({
    lexicon: shippedLexicon(),
    classifiers: shippedClassifiers(),
    handoffPolicy: shippedHandoffPolicy(),
    words: 'shipped',
  }))
}
