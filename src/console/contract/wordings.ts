import { z } from 'zod'
import { Time } from './page'

export const WORD_KINDS = ['dialog', 'words', 'handoff', 'guard', 'service', 'thesaurus'] as const
export const WordKind = z.enum(WORD_KINDS)
export type WordKind = z.infer<typeof WordKind>

/** One file of words, tables or policy, as the list shows it. */
export const WordFile = z.object({
  path: z.string(),
  kind: WordKind,
  title: z.string(),
  /** The company, or a community one may see, has words of its own there. */
  changed: z.boolean(),
  /** What ships was updated after the company had changed it. */
  shippedChanged: z.boolean(),
  by: z.string().nullable(),
  at: Time.nullable(),
})
export type WordFile = z.infer<typeof WordFile>
export const WordFiles = z.object({ items: z.array(WordFile) })
export type WordFiles = z.infer<typeof WordFiles>

/** One sentence an owner may read. `address` names it in `Change.edits`, followed by `/zh` or `/en`. */
export const Sentence = z.object({
  address: z.string(),
  label: z.string(),
  zh: z.string(),
  en: z.string().nullable(),
  /** What ships, where that differs; null where the shipped file has no such sentence. */
  shipped: z.string().nullable(),
  changed: z.boolean(),
  /** The shipped sentence was updated after this one was written. */
  shippedChanged: z.boolean(),
})
export type Sentence = z.infer<typeof Sentence>

/** What a guided talk asks, in order. */
export const OutlineLine = z.object({ what: z.string(), when: z.string(), ask: z.string().nullable() })
export type OutlineLine = z.infer<typeof OutlineLine>

export const WordFileView = z.object({
  path: z.string(),
  kind: WordKind,
  title: z.string(),
  community: z.string().nullable(),
  /** Of the newest version; 0 while nothing was changed. It goes back with a change. */
  version: z.number(),
  /** The whole text, as it holds. */
  text: z.string(),
  /** A whole text of the company's own: updates of the shipped file do not come through. */
  ownText: z.boolean(),
  edits: z.record(z.string(), z.json()),
  /** Addresses of edits for which the shipped file has no place any more. */
  lost: z.array(z.string()),
  shippedChanged: z.boolean(),
  sentences: z.array(Sentence),
  outline: z.array(OutlineLine),
  /** How the talk begins and ends, in a sentence each. */
  notes: z.array(z.string()),
  /** The file as data: for the tables. */
  data: z.json(),
})
export type WordFileView = z.infer<typeof WordFileView>

const Path = z.string().min(1).max(200)
const Community = z.string().min(1).max(100).nullable()

/** What one file would be changed to: edits over what holds, or a whole text. */
export const Change = z.strictObject({
  path: Path,
  community: Community.default(null),
  text: z.string().max(300_000).nullable().default(null),
  /** All edits of the version, those made earlier too. */
  edits: z.record(z.string().min(1).max(400), z.json()).default({}),
})
export type Change = z.input<typeof Change>

export const Fault = z.object({ line: z.number().nullable(), words: z.string() })
export type WordFault = z.infer<typeof Fault>

export const DiffLine = z.object({ kind: z.enum(['same', 'added', 'removed']), text: z.string() })
export type DiffLine = z.infer<typeof DiffLine>

export const CheckedChange = z.object({
  faults: z.array(Fault),
  /** The whole text as it would be, which the lines of the faults count in. */
  text: z.string(),
  diff: z.array(DiffLine),
})
export type CheckedChange = z.infer<typeof CheckedChange>

export const Publish = Change.extend({
  /** The version its author looked at. */
  over: z.number().int().min(0),
  note: z.string().trim().max(500).default(''),
  id: z.string().min(1).max(128).optional(),
})
export const GoBack = z.strictObject({
  path: Path,
  community: Community.default(null),
  over: z.number().int().min(0),
  /** 0: what ships. */
  version: z.number().int().min(0),
  id: z.string().min(1).max(128).optional(),
})
export const Published = z.object({ version: z.number() })

export const WordVersion = z.object({
  version: z.number(),
  by: z.string(),
  at: Time,
  note: z.string(),
  shipped: z.boolean(),
  diff: z.array(DiffLine),
})
export type WordVersion = z.infer<typeof WordVersion>
export const WordVersions = z.object({ items: z.array(WordVersion) })
export type WordVersions = z.infer<typeof WordVersions>

/** A talk that leaves nothing behind: what an owner says from the beginning, answered with the changes that are not live yet. */
export const Trial = z.strictObject({
  changes: z.array(Change).max(5).default([]),
  community: Community.default(null),
  said: z.array(z.string().trim().min(1).max(500)).min(1).max(20),
})
export const TrialReply = z.object({ text: z.string(), options: z.array(z.string()) })
export const TrialTurn = z.object({
  said: z.string(),
  replies: z.array(TrialReply),
  /** What would happen besides: 登记一张工单, 请人来接. */
  would: z.array(z.string()),
})
export type TrialTurn = z.infer<typeof TrialTurn>
export const Tried = z.object({ faults: z.array(Fault), turns: z.array(TrialTurn) })
export type Tried = z.infer<typeof Tried>
