import { z } from 'zod'
import { CaseKind } from './case'
import { Time } from './page'
import { SpotCheckResult } from './spot-check'

export const Day = z.iso.date()

/** What the daily report is asked for. */
export const ComplaintDailyQuery = z.object({
  date: Day.optional().describe('a day on each community’s own calendar; today when not given'),
  format: z.enum(['json', 'xlsx']).default('json'),
  community: z.string().trim().min(1).max(100).optional().describe('name or id; all that may be seen when not given'),
})
export type ComplaintDailyQuery = z.infer<typeof ComplaintDailyQuery>

/** The five columns, in the words and the order of the trade (domain.md B3). */
export const COMPLAINT_COLUMNS = [
  { key: 'voice', name: '客户声音' },
  { key: 'receivedAt', name: '收到时间' },
  { key: 'answer', name: '答复内容' },
  { key: 'answeredAt', name: '答复时间' },
  { key: 'handler', name: '跟进处理人' },
] as const

export const ComplaintDailyItem = z.object({
  voice: z.string().describe('客户声音: the owner’s own words; of an anonymous complaint the masked summary'),
  receivedAt: Time.describe('收到时间'),
  answer: z.string().nullable().describe('答复内容: the first answer of a person that day, else the bot’s; null: none'),
  answeredAt: Time.nullable().describe('答复时间'),
  handler: z.string().describe('跟进处理人: who had it in hands when the day ended'),
  answeredBy: z.enum(['staff', 'bot']).nullable(),
  number: z.string(),
  caseId: z.string(),
  community: z.string().nullable(),
  anonymous: z.boolean(),
  conversationId: z.string().nullable(),
  exchangeSeqs: z.array(z.number()).describe('the messages behind the row; none of an anonymous complaint'),
})
export type ComplaintDailyItem = z.infer<typeof ComplaintDailyItem>

export const ComplaintDaily = z.object({
  date: Day,
  timeZone: z.string(),
  columns: z.array(z.object({ key: z.string(), name: z.string() })),
  items: z.array(ComplaintDailyItem),
  /** 抽查: the same day always draws the same. */
  spotCheck: z.object({
    rule: z.string(),
    share: z.number(),
    items: z.array(
      z.object({
        number: z.string(),
        caseId: z.string(),
        hash: z.string(),
        result: SpotCheckResult.nullable().describe('what was found last; null: nobody has looked yet'),
      }),
    ),
  }),
})
export type ComplaintDaily = z.infer<typeof ComplaintDaily>

/** What of how things go can be counted; its rows can be opened. */
export const ReportMeasure = z.enum([
  'talk',
  'waiting',
  'reopened',
  'case',
  'response',
  'solved',
  'satisfied',
  'article',
  'unanswered',
  'mood',
  'took-talk',
  'took-case',
  'resolved',
  'rated',
  'promise-kept',
  'promise-broken',
])
export type ReportMeasure = z.infer<typeof ReportMeasure>

const Period = z.object({
  from: Day.optional(),
  to: Day.optional(),
  community: z.string().trim().min(1).max(100).optional(),
})
export const LONGEST_PERIOD_DAYS = 400

/** Days on each community's own calendar, both included; today when not given. */
export const OverviewQuery = Period
export type OverviewQuery = z.infer<typeof OverviewQuery>

const Rate = z.object({ yes: z.number(), no: z.number(), open: z.number() })
const Ranked = z.object({ key: z.string(), title: z.string(), count: z.number() })

export const Overview = z.object({
  from: Day,
  to: Day,
  today: Day,
  talks: z.object({ alone: z.number(), handed: z.number(), rest: z.number() }),
  waiting: z.number(),
  reopened: z.number(),
  days: z.array(
    z.object({
      day: Day,
      alone: z.number(),
      handed: z.number(),
      rest: z.number(),
      positive: z.number(),
      neutral: z.number(),
      negative: z.number(),
      angry: z.number(),
    }),
  ),
  rates: z.object({ response: Rate, solved: Rate, satisfied: Rate }),
  articles: z.array(Ranked),
  unanswered: z.array(Ranked),
  people: z.array(
    z.object({
      name: z.string(),
      tookTalks: z.number(),
      tookCases: z.number(),
      resolved: z.number(),
      /** From opened to resolved; null: nothing resolved. */
      medianMinutes: z.number().nullable(),
      rated: z.number(),
      meanScore: z.number().nullable(),
      kept: z.number(),
      broken: z.number(),
    }),
  ),
  categories: z.array(z.object({ key: z.string(), kind: CaseKind, name: z.string(), count: z.number() })),
})
export type Overview = z.infer<typeof Overview>

export const RowQuery = Period.extend({
  measure: ReportMeasure,
  key: z.string().max(500).optional(),
  day: Day.optional(),
  after: z.string().max(300).optional(),
})
export type RowQuery = z.infer<typeof RowQuery>

export const ReportRowItem = z.object({
  id: z.string(),
  at: Time,
  key: z.string(),
  value: z.number().nullable(),
  note: z.string().nullable(),
  caseId: z.string().nullable(),
  number: z.string().nullable(),
  summary: z.string().nullable(),
  conversationId: z.string().nullable(),
  owner: z.string().nullable(),
  community: z.string().nullable(),
})
export type ReportRowItem = z.infer<typeof ReportRowItem>

export const ReportRowPage = z.object({ items: z.array(ReportRowItem), total: z.number(), next: z.string().nullable() })
export type ReportRowPage = z.infer<typeof ReportRowPage>

/** How one owner sounded, message by message; `level` 0 calm to 1 furious. */
export const TalkMood = z.object({
  owner: z.string(),
  points: z.array(
    z.object({
      seq: z.number(),
      at: Time,
      label: z.enum(['positive', 'neutral', 'negative', 'angry']),
      level: z.number(),
      text: z.string(),
    }),
  ),
})
export type TalkMood = z.infer<typeof TalkMood>
