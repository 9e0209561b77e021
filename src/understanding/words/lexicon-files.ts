import { z } from 'zod'
import { EMERGENCY_TYPES, INTENTS } from '../understanding'
import { NormaliseWords } from './normalise-words'

const ClassName = z.string().regex(/^[a-z][a-z_]*$/, 'a class of words has a name of small Latin letters and _')

/** Words with spaces between them, or a list (for words that hold a space themselves). */
const WordList = z.union([
  z.string().transform((text) => text.split(/\s+/).filter((word) => word !== '')),
  z.array(z.string().min(1)),
])

/** `words.yml`: classes of words: `fault`, `staff`, `nuisance` … */
export const WordsFile = z.strictObject({
  classes: z.record(ClassName, WordList),
  /** Classes whose words mean nothing behind a 不 or 没: 没坏, 不吵. */
  negatable: WordList,
  /** Everyday words that hold one of the others by chance: 麻烦 is no 烦, 操作 no 操. What lies inside them is not read. */
  shields: WordList,
})

/** A pattern as its author writes it, e.g. `thing ~6 fault`; the language is told in words/pattern.ts. */
const Patterns = z.array(z.string().min(1))

/** Patterns under their weight: `3`, `1.5`. */
const Weighted = z.record(z.string().regex(/^-?\d+(\.\d+)?$/, 'a weight is a number'), Patterns)

export const IntentsFile = z.partialRecord(z.enum(INTENTS), Weighted)

export const MoodFile = z.strictObject({
  positive: Weighted,
  negative: Weighted,
  angry: Weighted,
  signals: z.record(ClassName, Patterns),
})

export const EmergencyFile = z.strictObject({
  types: z.partialRecord(
    z.enum(EMERGENCY_TYPES),
    z.strictObject({
      /** Fires unless a guard holds it. */
      sure: Patterns,
      /** Fires only with a sign that it is happening now. */
      weak: Patterns.default([]),
    }),
  ),
  /** What takes an emergency word its alarm: one list a reason, read in detect-emergency.ts. */
  guards: z.strictObject({
    figure: Patterns,
    negated: Patterns,
    inside: Patterns,
    hypothetical: Patterns,
    habitual: Patterns,
    attributive: Patterns,
    rule_question: Patterns,
    help_question: Patterns,
    past: Patterns,
    closed: Patterns,
    thanked: Patterns,
    elsewhere: Patterns,
    joke: Patterns,
    told_after: Patterns,
  }),
  /** What says that it is happening now: a cry for help, a word of time, a mere hint; and what only looks so. */
  now: z.strictObject({ cry: Patterns, strong: Patterns, weak: Patterns, not_now: Patterns }),
})

export const HandoffFile = z.strictObject({
  requested: Patterns,
  distress: Patterns,
  policy: z.record(ClassName, Patterns),
})

/** `categories.yml`: kind → 大类 → 细类 → what points to it. */
const CategoryTree = z.record(z.string(), z.record(z.string(), WordList))
export const CategoriesFile = z.strictObject({ repair: CategoryTree, complaint: CategoryTree })

/** `outside.yml`: who answers for what is not the company's; the key joins it with a community's own name and number. */
const OutsideFile = z.record(
  z.string(),
  z.strictObject({
    name: z.string().min(1),
    phone: z.string().min(1),
    sendsNobody: z.boolean().default(false),
    patterns: Patterns,
  }),
)

export const LexiconFiles = z.strictObject({
  normalise: NormaliseWords,
  words: WordsFile,
  intents: IntentsFile,
  mood: MoodFile,
  emergency: EmergencyFile,
  handoff: HandoffFile,
  categories: CategoriesFile,
  outside: OutsideFile,
})
export type LexiconFiles = z.infer<typeof LexiconFiles>
