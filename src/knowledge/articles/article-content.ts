import { createHash } from 'node:crypto'
import { z } from 'zod'
import { canonicalJson } from '../../platform/content-hash'
import { fromZoned } from '../../platform/zoned-time'
import { normalQuestion } from './normal-question'

/** What one version of an article says. */
export interface ArticleContent {
  question: string
  similar: string[]
  answer: string
  topic: string
  tags: string[]
  validFrom: Date | null
  validTo: Date | null
  source: string
  /** The article that answers instead; this one is kept for the link. */
  supersededBy: string | null
}

/** An article as somebody hands it in: for all communities, or for one by name or id. */
export interface ArticleDraft extends Omit<ArticleContent, 'supersededBy'> {
  key: string
  /** Left out, as files do: what stands stays. */
  supersededBy?: string | null
  community: string | null
}

// PostgreSQL holds no NUL, and a cut emoji (half a surrogate pair) is no text.
const Words = z.string().transform((text) => Buffer.from(text.replaceAll('\u0000', '')).toString().trim())
const Needed = Words.pipe(z.string().min(1, 'expected some words'))
const List = z.array(Words).transform((words) => [...new Set(words.filter(Boolean))])
const Day = z.union(
  [z.iso.date(), z.iso.datetime({ offset: true }), z.date()],
  'expected a day like 2026-01-31, or a time with its zone',
)

const Draft = z.object({
  key: Words.pipe(z.string().max(200)).nullish(),
  question: Needed,
  similar: List.nullish(),
  answer: Needed,
  topic: Words.nullish(),
  tags: List.nullish(),
  community: Words.nullish(),
  validFrom: Day.nullish(),
  validTo: Day.nullish(),
  source: Words.nullish(),
  supersededBy: Words.nullish(),
})

/**
 * Checks what came from a form, a file or the API. Without a key the question makes one, the same every time, so that a file
 * without keys can be imported twice. Faults are said one by one, with their fields.
 */
export function readDraft(
  raw: unknown,
  zone: string,
): { ok: true; draft: ArticleDraft } | { ok: false; message: string } {
  const read = Draft.safeParse(raw)
  if (!read.success) {
    const faults = read.error.issues.map((issue) => `${issue.path.join('.') || 'row'}: ${issue.message}`)
    return { ok: false, message: faults.join('; ') }
  }
  const { data } = read
  const draft = {
    key: data.key || keyOf(data.question),
    question: data.question,
    similar: (data.similar ?? []).filter((similar) => similar !== data.question),
    answer: data.answer,
    topic: data.topic ?? '',
    tags: data.tags ?? [],
    community: data.community || null,
    validFrom: momentOf(data.validFrom, zone, 'start'),
    validTo: momentOf(data.validTo, zone, 'end'),
    source: data.source ?? '',
    ...(data.supersededBy === undefined ? {} : { supersededBy: data.supersededBy || null }),
  }
  if (draft.validFrom && draft.validTo && draft.validFrom > draft.validTo)
    return { ok: false, message: 'validTo: is before validFrom' }
  return { ok: true, draft }
}

export function sameContent(one: ArticleContent, other: ArticleContent): boolean {
  return canonicalJson(contentOf(one)) === canonicalJson(contentOf(other))
}

function contentOf({
  question,
  similar,
  answer,
  topic,
  tags,
  validFrom,
  validTo,
  source,
  supersededBy,
}: ArticleContent): ArticleContent {
  return { question, similar, answer, topic, tags, validFrom, validTo, source, supersededBy }
}

function keyOf(question: string): string {
  return `q-${createHash('sha256').update(normalQuestion(question)).digest('hex').slice(0, 12)}`
}

/** A date without a time is the whole day where the owners are. */
function momentOf(value: string | Date | null | undefined, zone: string, edge: 'start' | 'end'): Date | null {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value
  if (value.length > 10) return new Date(value)
  const [year = 0, month = 1, day = 1] = value.split('-').map(Number)
  const next = edge === 'end' ? 1 : 0
  return new Date(fromZoned({ year, month, day: day + next }, zone).getTime() - next)
}
