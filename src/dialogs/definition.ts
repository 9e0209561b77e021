import { z } from 'zod'

/** Wording by language: Chinese always, English beside it in the shipped dialogs (design D5). */
export const Wording = z.strictObject({ zh: z.string().min(1), en: z.string().min(1).optional() })
export type Wording = z.infer<typeof Wording>

export const LANGUAGES = ['zh', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/**
 * What a slot holds, and so how an answer is read: `text` the owner's own words; `home` building, unit and room; `spot` a place in
 * the home or outside; `time` an appointment; `phone`, `name`; `choice` one of `options`; `fact` a short answer kept as it was said
 * (a number plate, a company); `photo` a picture of this talk.
 */
export const SLOT_KINDS = ['text', 'home', 'spot', 'time', 'phone', 'name', 'choice', 'fact', 'photo'] as const

export const SlotDefinition = z.strictObject({
  name: z.string().regex(/^[a-z][a-zA-Z]*$/, 'a name in camelCase'),
  kind: z
    .enum(SLOT_KINDS)
    .describe(
      'text 原话；home 门牌；spot 位置；time 时间；phone 电话；name 称呼；choice 选项；fact 照原样记下的短答案；photo 照片',
    ),
  /** Whether the talk can end without it. `home` and `public` ask only where the matter lies there; `never` takes what is said, asks nothing. */
  required: z
    .enum(['always', 'home', 'public', 'never'])
    .describe('always 必问；home 在家里才问；public 在公共区域才问；never 不问，说了就记'),
  /** The owner may answer 不方便/随便/跳过: then it stays empty. */
  skippable: z.boolean().default(false).describe('业主可以不答'),
  ask: Wording.optional().describe('问法'),
  /** Said instead when the first question got no answer. */
  reask: Wording.optional().describe('没答上来时换个问法'),
  /** What it is called when it is the thing still missing: 「联系电话」. */
  short: Wording.optional().describe('还差它时怎么叫，比如「联系电话」'),
  /** For a time: visits only between these, `08:00-20:00`; another hour is asked about again. */
  hours: z
    .string()
    .regex(/^\d{2}:\d{2}-\d{2}:\d{2}$/, 'hours as 08:00-20:00')
    .optional(),
  /** For a fact: words that mark it when it is told unasked, `|` between them: `客人姓|位`. */
  heard: z.string().min(1).optional().describe('没问就说了的，听到这些词也记下；几个词用 | 隔开'),
  /** Asked together with the one before it, in one message (C5). */
  together: z.boolean().default(false).describe('跟上一个一起问'),
  options: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z][a-z0-9_]*$/),
        label: Wording,
        words: z.array(z.string().min(1)).optional().describe('除了选项本身，业主还会怎么说'),
      }),
    )
    .optional(),
  /** Not asked once another slot was answered so: `role: [visitor]`; `skipped` where that one was left open. */
  unless: z
    .record(z.string(), z.array(z.string()).min(1))
    .optional()
    .describe('别的要素答了什么就不问：role: [visitor]；skipped 是没答'),
})
export type SlotDefinition = z.infer<typeof SlotDefinition>

export const DialogDefinition = z.strictObject({
  dialog: z.string().regex(/^[a-z][a-z-]*$/, 'a name in kebab-case'),
  title: Wording,
  /**
   * Words by which an owner asks for it, for dialogs no intent of the understanding leads to. Each line is a list of words that must
   * all be there, `|` between words of which one is enough: `访客|朋友 登记|预约`. A line that begins with `=` lists whole sayings: `=登记一下|登记`.
   */
  starts: z
    .array(z.string().min(1))
    .optional()
    .describe(
      '业主说到哪些词就开始；一行里用空格隔开的都要说到，用 | 隔开的说到一个就行；= 开头的一行，整句就是其中一句才算',
    ),
  /** 大类/细类 of the case it opens. */
  category: z.string().optional().describe('登记成哪一类：大类/细类'),
  /** What happens at the end; code in `skills/` carries it out. */
  effect: z
    .string()
    .regex(/^[a-z][a-z-]*$/)
    .describe('问完做什么：open-repair、open-complaint、open-suggestion、open-praise、open-application、open-callback'),
  /** Whether the summary is read back and confirmed before the effect; otherwise the effect comes as soon as all is known. */
  confirm: z.boolean().describe('登记前念一遍、等业主确认'),
  slots: z.array(SlotDefinition).min(1),
  words: z.record(z.string(), Wording),
})
export type DialogDefinition = z.infer<typeof DialogDefinition>

/** `patterns.yml` and the files of skills that only speak: wording by situation. */
export const WordsFile = z.strictObject({ words: z.record(z.string(), Wording) })
export type WordsFile = z.infer<typeof WordsFile>

/** Words every confirming dialog must bring. */
export const CONFIRMING_WORDS = ['summary', 'cancelled'] as const
