import { z } from 'zod'
import { RequestId, Time } from './page'

/** What the knowledge pages alone ask for: drafts, reviews and the golden questions. */

export const ArticleState = z.enum(['draft', 'review', 'returned', 'scheduled', 'published', 'replaced'])
export type ArticleState = z.infer<typeof ArticleState>

export const ArticleLineQuery = z.object({
  find: z.string().trim().max(100).optional(),
  topic: z.string().max(200).optional(),
  community: z.string().max(100).optional().describe('an id, or - for those of all communities'),
  status: z.enum(['all', 'live', 'draft', 'review', 'returned', 'scheduled', 'ended']).optional(),
  page: z.coerce.number().int().min(1).max(10_000).optional(),
})

export const ArticleLine = z.object({
  id: z.string(),
  question: z.string(),
  topic: z.string(),
  community: z.string().nullable(),
  version: z.number(),
  publishedVersion: z.number(),
  state: ArticleState,
  live: z.boolean(),
  /** Whether values of its answer are filled in nowhere, in some communities, or wherever it counts. */
  lacks: z.enum(['no', 'some', 'all']),
  superseded: z.boolean(),
  updatedAt: Time,
  by: z.string(),
  note: z.string(),
  publishAt: Time.nullable(),
})
export type ArticleLine = z.infer<typeof ArticleLine>

export const ArticleList = z.object({
  items: z.array(ArticleLine),
  total: z.number(),
  pageSize: z.number(),
  topics: z.array(z.string()),
})
export type ArticleList = z.infer<typeof ArticleList>

export const ArticleWords = z.object({
  question: z.string().trim().min(1).max(1_000),
  similar: z.array(z.string().trim().min(1).max(1_000)).max(200),
  answer: z.string().trim().min(1).max(20_000),
  topic: z.string().trim().max(200),
  validFrom: z.string().trim().min(1).max(40).nullable(),
  validTo: z.string().trim().min(1).max(40).nullable(),
  source: z.string().trim().max(1_000),
  supersededBy: z.string().max(100).nullable(),
})
export type ArticleWords = z.infer<typeof ArticleWords>

/** `base`: the version that was changed; absent for a new article. */
export const DraftRequest = ArticleWords.extend({
  base: z.number().int().optional(),
  communityId: z.string().max(100).nullable(),
  note: z.string().trim().max(500).optional(),
  id: RequestId,
})
export type DraftRequest = z.infer<typeof DraftRequest>

export const ArticleVersion = ArticleWords.extend({
  version: z.number(),
  state: ArticleState,
  by: z.string(),
  at: Time,
  note: z.string(),
  publishAt: Time.nullable(),
})
export type ArticleVersion = z.infer<typeof ArticleVersion>

export const ArticleDetail = z.object({
  id: z.string(),
  key: z.string(),
  communityId: z.string().nullable(),
  community: z.string().nullable(),
  publishedVersion: z.number(),
  superseder: z.object({ id: z.string(), question: z.string() }).nullable(),
  versions: z.array(ArticleVersion),
  events: z.array(z.object({ version: z.number(), act: z.string(), by: z.string(), note: z.string(), at: Time })),
  /** Whether the one who asks may publish it: `own` words are for somebody else, `alone` there is nobody else. */
  review: z.enum(['yes', 'own', 'alone', 'no']),
})
export type ArticleDetail = z.infer<typeof ArticleDetail>

export const ReviewList = z.object({
  items: z.array(ArticleLine.extend({ since: Time.nullable(), review: ArticleDetail.shape.review })),
})
export type ReviewList = z.infer<typeof ReviewList>

export const MoveRequest = z.object({
  version: z.number().int(),
  note: z.string().trim().max(500).optional(),
  id: RequestId,
})

export const PublishRequest = MoveRequest.extend({
  publishAt: Time.optional().describe('later, instead of now'),
  override: z.string().trim().min(1).max(500).optional().describe('an administrator’s reason'),
})
export type PublishRequest = z.infer<typeof PublishRequest>

/** Several versions at once, all or none, through one run of the golden questions. */
export const BatchPublishRequest = PublishRequest.omit({ version: true, publishAt: true }).extend({
  versions: z
    .array(z.object({ article: z.string().min(1).max(100), version: z.number().int() }))
    .min(1)
    .max(500),
})
export type BatchPublishRequest = z.infer<typeof BatchPublishRequest>
/** Several drafts at once, all or none. */
export const BatchSubmitRequest = BatchPublishRequest.pick({ versions: true, id: true })
export type BatchSubmitRequest = z.infer<typeof BatchSubmitRequest>
export const BatchSubmitted = z.object({ submitted: z.number() })
export type BatchSubmitted = z.infer<typeof BatchSubmitted>
export const BatchPublished = z.object({ published: z.number() })
export type BatchPublished = z.infer<typeof BatchPublished>

export const RollbackRequest = z.object({
  version: z.number().int(),
  base: z.number().int(),
  note: z.string().trim().max(500).optional(),
  override: z.string().trim().min(1).max(500).optional(),
  id: RequestId,
})
export type RollbackRequest = z.infer<typeof RollbackRequest>

export const GoldenVerdict = z.enum(['right', 'offered', 'lacking', 'missed', 'wrong'])
export type GoldenVerdict = z.infer<typeof GoldenVerdict>

export const GoldenResult = z.object({
  verdict: GoldenVerdict,
  /** The question of the article it answers with or offers first. */
  answeredBy: z.string().nullable(),
  lacksValue: z.boolean(),
})
export type GoldenResult = z.infer<typeof GoldenResult>

export const GoldenChange = z.object({ query: z.string(), before: GoldenResult, after: GoldenResult })
export type GoldenChange = z.infer<typeof GoldenChange>

const Tally = z.record(GoldenVerdict, z.number())

export const GateAnswer = z.object({
  refused: z.boolean(),
  total: z.number(),
  before: Tally,
  after: Tally,
  worse: z.array(GoldenChange),
  better: z.array(GoldenChange),
  aside: z.array(GoldenChange),
})
export type GateAnswer = z.infer<typeof GateAnswer>

export const CheckQuery = z.object({ at: Time.optional() })

export const GoldenLine = z.object({
  id: z.string(),
  query: z.string(),
  communityId: z.string().nullable(),
  expectedKey: z.string().nullable(),
  /** The question of that article; null: no such article any more. */
  expected: z.string().nullable(),
  answerHas: z.string(),
  result: GoldenResult.nullable(),
})
export type GoldenLine = z.infer<typeof GoldenLine>
export const GoldenList = z.object({ items: z.array(GoldenLine) })
export type GoldenList = z.infer<typeof GoldenList>

export const NewGolden = z.object({
  query: z.string().trim().min(1).max(500),
  communityId: z.string().max(100).nullable(),
  /** The article that has to answer; null: none may. */
  articleId: z.string().max(100).nullable(),
  answerHas: z.string().trim().max(100),
  id: RequestId,
})
export type NewGolden = z.infer<typeof NewGolden>

export const PreviewRequest = z.object({
  answer: z.string().max(20_000),
  communityId: z.string().max(100).nullable(),
})
/** As an owner of that community reads it; `missing`: values that are not filled in. */
export const PreviewAnswer = z.object({ text: z.string(), missing: z.array(z.string()) })
export type PreviewAnswer = z.infer<typeof PreviewAnswer>

export const ExplainRequest = z.object({
  query: z.string().trim().min(1).max(2_000),
  communityId: z.string().max(100).nullable(),
})
export const ExplainAnswer = z.object({
  decision: z.enum(['answer', 'choices', 'refuse']),
  lacksValue: z.boolean(),
  /** As sure as this the first hit has to be. */
  bar: z.number(),
  hits: z.array(
    z.object({
      id: z.string(),
      question: z.string(),
      answer: z.string(),
      score: z.number(),
      why: z.array(z.object({ field: z.enum(['question', 'similar', 'answer', 'topic']), terms: z.array(z.string()) })),
    }),
  ),
})
export type ExplainAnswer = z.infer<typeof ExplainAnswer>
