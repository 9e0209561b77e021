import { z } from 'zod'
import { shippedSnapshot } from '../../../understanding/live/snapshot'

const Texts = z.union([z.string(), z.array(z.string())]).transform((value) => (Array.isArray(value) ? value : [value]))

/** `90s`, `10m`, `3h`, `2d`: time that passes before the turn. */
const Span = z.string().regex(/^\d+[smhd]$/, 'expected a number and s, m, h or d, for example 3h')

/** What must hold for the bot's answer to one turn. A text is looked for as it is; `/…/` is a regular expression. */
const Reply = {
  bot: Texts.optional(),
  not: Texts.optional(),
  /** Exactly so many messages; without it one or two. */
  messages: z.number().optional(),
  options: z.array(z.string()).optional(),
}

/** One step: what an owner sends, or what staff do meanwhile. */
export const Step = z.strictObject({
  /** A list is a burst: several messages of one turn. With `image` the picture comes first. */
  say: Texts.optional(),
  image: z.literal(true).optional(),
  menu: z.string().optional(),
  /** A voice message somebody has transcribed. */
  voice: z.string().optional(),
  location: z.string().optional(),
  enter: z.literal(true).optional(),
  /** The owner takes the message before this one back. */
  recall: z.literal(true).optional(),
  /** Another owner of the same community. */
  by: z.string().optional(),
  after: Span.optional(),
  /** A colleague takes the waiting handoff, answers in it, ends it. */
  staff: z.enum(['accept', 'close']).optional(),
  /** A colleague acts on the newest case (contract.md §8). */
  act: z.enum(['accept', 'progress', 'pause', 'resume', 'resolve', 'close']).optional(),
  note: z.string().optional(),
  /** What is due by now happens: news of cases, promises. `bot` then speaks of what the owner is told without having asked. */
  jobs: z.literal(true).optional(),
  ...Reply,
})
export type Step = z.infer<typeof Step>

/** A part of what must be there; what is not named may be anything. */
const Part = z.record(z.string(), z.unknown())

export const Expectation = z.strictObject({
  /** All cases of the talk in the order they were opened, each with what must hold; `[]`: none. */
  cases: z.array(Part).optional(),
  handoffs: z.array(Part).optional(),
  /** So many questions may come twice, because the owner left them open. */
  repeats: z.number().optional(),
})

/** A line of `test/conversations/*.jsonl` (contract.md §6 `dialog`). */
export const Conversation = z
  .strictObject({
    id: z.string(),
    title: z.string().optional(),
    /** When the talk begins; Saturday morning within staff hours when not given. */
    at: z.string().optional(),
    /** Wordings that may mean two things; `{unsure}` in a step is the first of them that the voices of today cannot tell. */
    unsure: z.array(z.string()).optional(),
    turns: z.array(Step).min(1),
    expect: Expectation.optional(),
  })
  .transform(({ unsure, ...talk }, context) => {
    if (!unsure) return talk
    const text = unsure.find((each) => shippedSnapshot().understander.understand(each).unsure)
    if (text !== undefined) return JSON.parse(JSON.stringify(talk).replaceAll('{unsure}', text)) as typeof talk
    context.addIssue({ code: 'custom', message: 'the voices are sure of each of these wordings: add another' })
    return z.NEVER
  })
export type Conversation = z.infer<typeof Conversation>
