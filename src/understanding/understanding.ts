import { z } from 'zod'

/** What must be dealt with first, in this order of urgency (contract.md §7). */
export const INTENTS = [
  'emergency',
  'human',
  'cancel',
  'progress',
  'repair',
  'complaint',
  'faq',
  'suggestion',
  'praise',
  'rating',
  'greeting',
  'chitchat',
  'other',
] as const
export const Intent = z.enum(INTENTS)
export type Intent = z.infer<typeof Intent>

export const EMERGENCY_TYPES = [
  'gas',
  'water',
  'fire',
  'elevator',
  'electric',
  'falling',
  'injury',
  'intrusion',
  'violence',
  'missing',
  'trapped',
  'self_harm',
  'other',
] as const
export const EmergencyType = z.enum(EMERGENCY_TYPES)
export type EmergencyType = z.infer<typeof EmergencyType>

export const SentimentLabel = z.enum(['positive', 'neutral', 'negative', 'angry'])
export type SentimentLabel = z.infer<typeof SentimentLabel>

export const Signal = z.enum([
  'threat',
  'repeat',
  'broken_promise',
  'sarcasm',
  'abuse',
  'distress',
  'false_completion',
  'vulnerable',
])
export type Signal = z.infer<typeof Signal>

export const HandoffReason = z.enum(['sentiment', 'requested', 'emergency', 'stuck', 'policy', 'error'])
export type HandoffReason = z.infer<typeof HandoffReason>

export const EntityType = z.enum(['building', 'unit', 'room', 'place', 'time', 'phone', 'name', 'category'])
export type EntityType = z.infer<typeof EntityType>

/** `value` is the normal form of contract.md §7; `text` the owner's own words. A time's value is ISO with offset, a window is `from/to`. */
export const Entity = z.object({ type: EntityType, value: z.string(), text: z.string() })
export type Entity = z.infer<typeof Entity>

/** Why a label was given: the words that decided, and the rule or feature that read them. */
export const Evidence = z.object({ rule: z.string(), text: z.string() })
export type Evidence = z.infer<typeof Evidence>

/** The shape of `POST /api/v1/understand` (contract.md §4), plus the evidence our own code needs. */
export const Understanding = z.object({
  intent: Intent,
  /** 0–1, calibrated: of results with .8, eight in ten are right. */
  confidence: z.number(),
  /** Other intents of the same turn, by urgency: 「保洁怎么回事啊」 in a repair talk is also a complaint (B16). */
  alsoIntents: z.array(Intent),
  sentiment: z.object({ label: SentimentLabel, score: z.number() }),
  emergency: z.object({ type: EmergencyType }).nullable(),
  handoff: z.object({ needed: z.boolean(), reason: HandoffReason.nullable(), evidence: z.array(z.string()) }),
  entities: z.array(Entity),
  /** Threats, repeated contact, broken promise, sarcasm, abuse, distress: the separate signals of design D7. */
  signals: z.array(Signal),
  evidence: z.array(Evidence),
  /** The two intents between which nothing decides: to be asked about, not guessed. */
  unsure: z.tuple([Intent, Intent]).optional(),
  /** The words and the trained voices this was read with. */
  version: z.string().optional(),
})
export type Understanding = z.infer<typeof Understanding>

export interface UnderstandOptions {
  /** Earlier words of the owner in this talk, oldest first. */
  history?: readonly string[]
  /** When the words were sent: 明早 means the morning after this. */
  at?: Date
  timeZone?: string
}
