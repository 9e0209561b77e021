import type { Db } from '../../../platform/database/db'
import { titlesOfArticles } from '../../../knowledge/articles/titles-of-articles'
import { CASE_KINDS, type CaseKind } from '../../../records/case/case-kinds'
import { countRows, type Counted } from '../../../records/report/count-rows'
import type { Measure } from '../../../records/report/measures'
import { daysBetween } from '../../../records/report/report-scope'
import type { Overview } from '../../contract/reports'
import type { AskedScope } from './scope-of-request'

const TOP = 10

/** How it goes in a period: every number the count of rows that can be opened. */
export async function readOverview(db: Db, { scope, from, to, today }: AskedScope): Promise<Overview> {
  const count = (measure: Measure) => countRows(db, scope, measure)
  // Four at a time at most: a report must not take every connection from the talks that run meanwhile.
  const [talkDays, moodDays, waiting, reopened] = await Promise.all([
    countRows(db, scope, 'talk', { byDay: true }),
    countRows(db, scope, 'mood', { byDay: true }),
    count('waiting'),
    count('reopened'),
  ])
  const [response, solved, satisfied, categories] = await Promise.all([
    count('response'),
    count('solved'),
    count('satisfied'),
    count('case'),
  ])
  const [articles, unanswered] = await Promise.all([count('article'), count('unanswered')])
  const titles = await titlesOfArticles(
    db,
    articles.slice(0, TOP).map(({ key }) => key),
  )
  const talks = { alone: 0, handed: 0, rest: 0, ...sumByKey(talkDays) }
  return {
    ...{ from, to, today },
    talks,
    waiting: sum(waiting),
    reopened: sum(reopened),
    days: daysOf(from, to, talkDays, moodDays),
    rates: { response: rateOf(response), solved: rateOf(solved), satisfied: rateOf(satisfied) },
    articles: articles.slice(0, TOP).map(({ key, count }) => ({ key, title: titles.get(key) ?? key, count })),
    unanswered: unanswered.slice(0, TOP).map(({ key, note, count }) => ({ key, title: note ?? key, count })),
    people: await readPeople(count),
    categories: categories.flatMap(({ key, count }) => {
      const [kind = '', name = ''] = key.split('/')
      return isKind(kind) ? [{ key, kind, name, count }] : []
    }),
  }
}

async function readPeople(count: (measure: Measure) => Promise<Counted[]>): Promise<Overview['people']> {
  const [tookTalks, tookCases, resolved] = await Promise.all([
    count('took-talk'),
    count('took-case'),
    count('resolved'),
  ])
  const [rated, kept, broken] = await Promise.all([count('rated'), count('promise-kept'), count('promise-broken')])
  const all = [tookTalks, tookCases, resolved, rated, kept, broken]
  const names = [...new Set(all.flat().map(({ key }) => key))].sort((a, b) => a.localeCompare(b, 'zh-CN'))
  const of = (list: Counted[], name: string) => list.find(({ key }) => key === name)
  return names.map((name) => ({
    name,
    tookTalks: of(tookTalks, name)?.count ?? 0,
    tookCases: of(tookCases, name)?.count ?? 0,
    resolved: of(resolved, name)?.count ?? 0,
    medianMinutes: of(resolved, name)?.median ?? null,
    rated: of(rated, name)?.count ?? 0,
    meanScore: of(rated, name)?.mean ?? null,
    kept: of(kept, name)?.count ?? 0,
    broken: of(broken, name)?.count ?? 0,
  }))
}

/** Every day of the period, also those without anything. */
function daysOf(from: string, to: string, talks: Counted[], moods: Counted[]): Overview['days'] {
  const counts = new Map([...talks, ...moods].map(({ day, key, count }) => [`${day} ${key}`, count]))
  return daysBetween(from, to).map((day) => {
    const at = (key: string) => counts.get(`${day} ${key}`) ?? 0
    return {
      day,
      alone: at('alone'),
      handed: at('handed'),
      rest: at('rest'),
      positive: at('positive'),
      neutral: at('neutral'),
      negative: at('negative'),
      angry: at('angry'),
    }
  })
}

const sum = (counted: Counted[]) => counted.reduce((total, { count }) => total + count, 0)

function sumByKey(counted: Counted[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { key, count } of counted) sums[key] = (sums[key] ?? 0) + count
  return sums
}

function rateOf(counted: Counted[]): Overview['rates']['response'] {
  const { yes = 0, no = 0, open = 0 } = sumByKey(counted)
  return { yes, no, open }
}

const isKind = (kind: string): kind is CaseKind => (CASE_KINDS as readonly string[]).includes(kind)
