import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Queryable } from '../../platform/database/db'

/** A value that a company fills in before an article with its placeholder may be answered (knowledge/settings.yml). */
export const PlaceholderSetting = z.object({
  key: z.string().min(1),
  label: z.string(),
  explanation: z.string(),
  example: z.union([z.string(), z.number()]).transform(String),
  unit: z.string().default(''),
  value: z.union([z.string(), z.number()]).transform(String).default(''),
})
export type PlaceholderSetting = z.infer<typeof PlaceholderSetting>

export function readPlaceholderSettings(path: string): PlaceholderSetting[] {
  return z.object({ settings: z.array(PlaceholderSetting) }).parse(parse(readFileSync(path, 'utf8'))).settings
}

export type Values = Readonly<Record<string, string>>

/** Key of the company's own values, laid over the file's for every community. */
export const COMPANY_VALUES = 'placeholders'

/**
 * What fills the placeholders, by community (null: somebody whose community is not known). A community's own value wins over
 * the company's, the company's over the file's; an empty one does not count.
 */
export async function readValues(
  tx: Queryable,
  defaults: readonly PlaceholderSetting[],
): Promise<(communityId: string | null) => Values> {
  const rows = await tx.query<{ id: string | null; values: Record<string, unknown> }>(
    'placeholder-values',
    `select null as id, value as values from setting where scope = '' and key = $1
     union all
     select id, settings from community`,
    [COMPANY_VALUES],
  )
  const company = {
    ...filled(Object.fromEntries(defaults.map(({ key, value }) => [key, value]))),
    ...filled(rows.find(({ id }) => id === null)?.values ?? {}),
  }
  const own = new Map(rows.map(({ id, values }) => [id, { ...company, ...filled(values) }]))
  return (communityId) => (communityId === null ? company : (own.get(communityId) ?? company))
}

function filled(values: Record<string, unknown>): Record<string, string> {
  const pairs = Object.entries(values).map(([key, value]) => [key, String(value ?? '').trim()] as const)
  return Object.fromEntries(pairs.filter(([, value]) => value !== ''))
}
