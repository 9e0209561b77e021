import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

const day = z.union(
  [z.iso.date(), z.iso.datetime({ offset: true })],
  'expected a day like 2026-01-31, or a time with its zone',
)

/** The front matter of an article file; the text below it is the answer, word for word. */
const FrontMatter = z.strictObject({
  key: z
    .string()
    .max(200)
    .regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u, 'letters, digits, hyphens, dots, underscores'),
  question: z.string().trim().min(1),
  similar: z.array(z.string().trim().min(1)).default([]),
  topic: z.string().trim().min(1).optional(),
  community: z.string().trim().min(1).nullish(),
  validFrom: day.nullish(),
  validTo: day.nullish(),
  source: z.string().trim().min(1).optional(),
})

/** An article as its file says it, before it has an id or a version. */
export interface ArticleSource {
  key: string
  question: string
  similar: string[]
  answer: string
  topic?: string
  community: string | null
  validFrom: Date | null
  validTo: Date | null
  source?: string
}

export class ArticleFault extends Error {
  constructor(
    readonly file: string,
    readonly field: string,
    message: string,
  ) {
    super(`${file}: ${field}: ${message}`)
    this.name = 'ArticleFault'
  }
}

export function readArticleFile(path: string): ArticleSource {
  return parseArticle(readFileSync(path, 'utf8'), path)
}

/** Throws an `ArticleFault` that names the file and the first faulty field. */
export function parseArticle(text: string, file: string): ArticleSource {
  const parts = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n([\s\S]*))?$/.exec(text)
  if (!parts) throw new ArticleFault(file, 'front matter', 'expected between two lines of --- at the top')
  const result = FrontMatter.safeParse(parseYaml(parts[1] ?? '', file))
  if (!result.success) {
    const issue = result.error.issues[0]
    throw new ArticleFault(file, issue?.path.join('.') || 'front matter', issue?.message ?? 'not readable')
  }
  const answer = (parts[2] ?? '').trim()
  if (answer === '') throw new ArticleFault(file, 'answer', 'expected below the front matter')
  const { validFrom, validTo, community, ...rest } = result.data
  const from = startOf(validFrom)
  const to = endOf(validTo)
  if (from && to && from > to) throw new ArticleFault(file, 'validTo', 'is before validFrom')
  return { ...rest, answer, community: community ?? null, validFrom: from, validTo: to }
}

/** A date without a time is the whole day in China, where every community we serve lies (one zone, no summer time). */
function startOf(value: string | null | undefined): Date | null {
  return value ? new Date(value.length === 10 ? `${value}T00:00:00+08:00` : value) : null
}

function endOf(value: string | null | undefined): Date | null {
  return value ? new Date(value.length === 10 ? `${value}T23:59:59.999+08:00` : value) : null
}

function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text)
  } catch (cause) {
    throw new ArticleFault(file, 'front matter', cause instanceof Error ? cause.message : String(cause))
  }
}
