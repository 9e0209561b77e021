import { z } from 'zod'
import { cutText } from '../platform/cut-text'
import { Attachment } from '../messages/inbound'
import { CALM, MoodLine } from '../understanding/mood/mood-line'
import { Intent } from '../understanding/understanding'

/** Where a danger is, as far as it has been told. */
const DangerPlace = z.object({
  home: z
    .object({ building: z.string().optional(), unit: z.string().optional(), room: z.string().optional() })
    .optional(),
  floor: z.string().optional(),
  parking: z.string().optional(),
  side: z.string().optional(),
  place: z.string().optional(),
  /** The home we know the owner by: told to staff at once, and to the owner so that they can say where else it is. */
  guessed: z.boolean().optional(),
})
export type DangerPlace = z.infer<typeof DangerPlace>

const Danger = z.object({
  type: z.string(),
  caseId: z.string(),
  number: z.string(),
  at: z.string(),
  /** What it was taken for, where that says more than the type. */
  kind: z.string().optional(),
  where: DangerPlace.optional(),
  /** How often the owner has been told that their words go on to staff. */
  told: z.number().optional(),
  /** The wordings given last: nobody in danger is given the same sentence twice running. */
  said: z.string().optional(),
})
export type Danger = z.infer<typeof Danger>

/**
 * What the bot keeps between the turns of one talk, beside the dialogs' own state. Everything has a default, so that a talk from
 * an older version goes on.
 */
export const Memory = z.object({
  language: z.enum(['zh', 'en']).default('zh'),
  /** The owner's last words, oldest first: 「那车位呢?」 needs them. */
  history: z.array(z.string()).default([]),
  /**
   * The messages in which the newest lines of `history` were told, one list a line, the last beside the last. A line is no longer what
   * was written (core-of.ts, settle-words.ts), so what is taken back is found by these.
   */
  historyIn: z.array(z.array(z.string())).default([]),
  /** Turns in a row that were not understood: choices after the second, a person after the third. */
  unclear: z.number().default(0),
  /** The last questions and how often each was asked: the third time a person explains (B18). */
  asked: z
    .array(
      z.object({
        normal: z.string(),
        times: z.number(),
        at: z.string(),
        words: z.string().default(''),
        toldIn: z.array(z.string()).default([]),
      }),
    )
    .default([]),
  /** The case that words like 「还有」「补充一下」 belong to, until the talk moves on. */
  caseInTalk: z
    .object({ id: z.string(), number: z.string(), kind: z.string(), at: z.string() })
    .nullable()
    .default(null),
  /** What works again by the owner's word, while they are asked whether it is over. */
  mended: z.object({ id: z.string(), number: z.string(), at: z.string() }).nullable().default(null),
  /** The score just given, and from which on it was taken for a good one: what follows is its reason. */
  rated: z
    .object({
      id: z.string(),
      number: z.string(),
      score: z.number(),
      good: z.number().default(4),
      next: z.string(),
      at: z.string(),
    })
    .nullable()
    .default(null),
  /** An emergency that has not been declared over. */
  emergency: Danger.nullable().default(null),
  /** Others that began before it and are not over either. */
  emergenciesBefore: z.array(Danger).default([]),
  /** The last one that was declared over. */
  emergencyOver: z.object({ caseId: z.string(), number: z.string(), at: z.string() }).nullable().default(null),
  /** The two things a message might mean, while the owner is asked which (skills/clarify). */
  clarify: z
    .object({
      text: z.string(),
      intents: z.tuple([Intent, Intent]),
      toldIn: z.array(z.string()),
      at: z.string(),
      /** The question is the newest thing we said. */
      open: z.boolean(),
      /** How often it has been asked. */
      times: z.number().default(1),
    })
    .nullable()
    .default(null),
  /** Articles offered as choices, by menu id. */
  offered: z.array(z.object({ id: z.string(), label: z.string() })).default([]),
  /** Photos without a word, kept for the words that follow. */
  waitingPhotos: z
    .object({ photos: z.array(z.object({ attachment: Attachment, exchangeId: z.string() })), at: z.string() })
    .nullable()
    .default(null),
  /** Address, phone, name said before the matter: taken over by the guided talk that follows. */
  waitingFacts: z
    .object({
      values: z.object({
        home: z
          .object({ building: z.string().optional(), unit: z.string().optional(), room: z.string().optional() })
          .optional(),
        phone: z.string().optional(),
        name: z.string().optional(),
      }),
      at: z.string(),
      toldIn: z.array(z.string()).default([]),
    })
    .nullable()
    .default(null),
  /** The handoff that was open when the owner last wrote: once it is gone, a person has served and the talk starts afresh (C9). */
  handoffId: z.string().nullable().default(null),
  /** The mood of the talk (design D7): a level over turns, not the last word's. */
  mood: MoodLine.default(CALM),
  /** What a person left behind who served last: the bot goes on from there, and the next colleague knows it (C9). */
  handedBack: z
    .object({ by: z.string(), summary: z.string(), caseId: z.string().nullable(), at: z.string() })
    .nullable()
    .default(null),
  /** The guided talk that was open when a person was called: it goes on if the owner wants no person after all. */
  setAside: z
    .object({
      dialog: z.string(),
      values: z.record(z.string(), z.unknown()),
      askedBefore: z.array(z.string()),
      at: z.string(),
    })
    .nullable()
    .default(null),
  /** We asked in which community they live: its name alone is then an answer. */
  askedCommunity: z.boolean().default(false),
  /** The first meeting has been offered or was not due: the store need not be asked again in this talk (B57). */
  met: z.boolean().default(false),
  /** The body outside the company that was named last (domain.md B11). */
  outsideNamed: z.object({ key: z.string(), at: z.string() }).nullable().default(null),
  /** When the owner last wrote. */
  lastAt: z.string().nullable().default(null),
  /** When the handoff that is waiting was last mentioned, so that the owner is not told the same at every message. */
  toldWaitingAt: z.string().nullable().default(null),
})
export type Memory = z.infer<typeof Memory>

const HISTORY = 6

/** After a person has served, nothing said before counts: not as a repeat, not as a reason to hand over again (C9). */
export function startAfresh(memory: Memory): void {
  memory.handoffId = null
  memory.history = []
  memory.historyIn = []
  memory.asked = []
  memory.unclear = 0
  memory.clarify = null
  memory.emergency = null
  memory.emergenciesBefore = []
  memory.emergencyOver = null
  memory.toldWaitingAt = null
  memory.caseInTalk = null
  memory.mended = null
  memory.rated = null
  memory.setAside = null
  memory.mood = CALM
}

export function remember(memory: Memory, text: string, at: Date, toldIn: readonly string[] = []): void {
  memory.lastAt = at.toISOString()
  if (!text) return
  memory.historyIn = [...memory.historyIn, toldIn.slice(-MESSAGES)].slice(-HISTORY)
  memory.history = [...memory.history, cutText(text, LONGEST_LINE)].slice(-HISTORY)
}

/** As much of a turn as a line of the history keeps. */
export const LONGEST_LINE = 500
/** More than one line is told in: a state is read and written with every turn. */
const MESSAGES = 50

/** Counts a question, with the owner's own words for it; returns how often it has been asked lately, this time included. */
export function countQuestion(
  memory: Memory,
  normal: string,
  at: Date,
  { words = normal, toldIn = [] }: { words?: string; toldIn?: readonly string[] } = {},
): number {
  const since = at.getTime() - 24 * 3600_000
  const others = memory.asked
    .filter((entry) => entry.normal !== normal && new Date(entry.at).getTime() > since)
    .slice(-9)
  const before = memory.asked.find((entry) => entry.normal === normal && new Date(entry.at).getTime() > since)
  const times = (before?.times ?? 0) + 1
  const heardIn = [...new Set([...(before?.toldIn ?? []), ...toldIn])].slice(-MESSAGES)
  memory.asked = [...others, { normal, times, at: at.toISOString(), words: cutText(words, 200), toldIn: heardIn }]
  return times
}
