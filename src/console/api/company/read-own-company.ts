import type { Queryable } from '../../../platform/database/db'
import { describeHours, parseStaffHours } from '../../../platform/staff-hours'
import type { PlaceholderSetting } from '../../../knowledge/articles/community-values'
import { findPlaceholders } from '../../../knowledge/placeholders'
import { listCommunities } from '../../../records/community/community'
import { ON_CALL_SETTING, OnCallList } from '../../../records/community/community-settings'
import { readOwnDays } from '../../../records/community/own-days'
import { lastResort } from '../../../records/community/on-call'
import { readSetting } from '../../../records/setting'
import type { Member, OwnCommunity, StartState } from '../../contract/own-company'

export async function readOwnCommunities(
  tx: Queryable,
  placeholders: readonly PlaceholderSetting[],
): Promise<OwnCommunity[]> {
  const houses = await tx.query<{ community_id: string; building: string | null; count: string }>(
    'homes-by-building',
    `select community_id, building, count(*) as count from house where kind = 'home' group by 1, 2
      order by length(building), building`,
  )
  const communities = await listCommunities(tx)
  const found: OwnCommunity[] = []
  for (const { id, name, aliases, sample, settings, staffHours } of communities) {
    const own = houses.filter((row) => row.community_id === id)
    const onCall = OnCallList.safeParse((await readSetting(tx, id, ON_CALL_SETTING)) ?? [])
    found.push({
      id,
      name,
      aliases,
      sample,
      staffHours,
      hoursText: staffHours === null ? '和公司一样' : describeHours(parseStaffHours(staffHours)),
      homes: own.reduce((sum, { count }) => sum + Number(count), 0),
      buildings: own.flatMap(({ building }) => (building === null ? [] : [building])),
      values: placeholders.map(({ key, label, explanation, example, unit }) => ({
        ...{ key, label, explanation, example, unit },
        value: settings[key] ?? '',
      })),
      days: await readOwnDays(tx, id),
      onCall: onCall.success ? onCall.data : [],
    })
  }
  return found
}

export async function readMembers(tx: Queryable): Promise<Member[]> {
  const rows = await tx.query<
    Omit<Member, 'buildings' | 'shift'> & {
      duty: { buildings?: string[]; shift?: { from: string; to: string } } | null
    }
  >(
    'own-staff',
    `select s.id, s.name, s.title, s.role, s.phone, s.wecom_userid as "wecomUserId", s.skills, s.on_call as "onCall",
            s.last_resort as "lastResort", s.active,
            coalesce((select array_agg(w.community_id order by w.community_id) from staff_community w
                        join community m on m.id = w.community_id and m.closed_at is null where w.staff_id = s.id), '{}') as communities,
            (select w.duty from staff_community w where w.staff_id = s.id order by w.community_id limit 1) as duty,
            coalesce((select array_agg(a.name order by a.name) from console_account a where a.staff_id = s.id), '{}') as accounts
       from staff s
      where s.active or exists (select from staff_community w join community m on m.id = w.community_id
                                 where w.staff_id = s.id and m.closed_at is null)
      order by s.active desc, s.created_at, s.id`,
  )
  return rows.map(({ duty, ...row }) => ({
    ...row,
    buildings: duty?.buildings?.join(',') ?? null,
    shift: duty?.shift ? { from: duty.shift.from, to: duty.shift.to } : null,
  }))
}

/** Counted anew each time it is asked for. */
export async function readStart(tx: Queryable, placeholders: readonly PlaceholderSetting[]): Promise<StartState> {
  const communities = await listCommunities(tx)
  const real = communities.filter(({ sample }) => !sample)
  const ids = real.map(({ id }) => id)
  const [counts] = await tx.query<Record<'homes' | 'staff' | 'accounts' | 'answered' | 'talks', string>>(
    'start-counts',
    `select (select count(*) from house where community_id = any($1) and kind = 'home') as homes,
            (select count(distinct s.id) from staff s join staff_community w on w.staff_id = s.id
              where s.active and w.community_id = any($1)) as staff,
            (select count(*) from console_account where disabled_at is null) as accounts,
            (select count(*) from (select from conversation limit 1000) any_talk) as talks,
            (select count(*) from (select from exchange e join conversation v on v.id = e.conversation_id
                                    where v.community_id = any($1) and e.author = 'bot' limit 1000) said) as answered`,
    [ids],
  )
  const withoutManager: string[] = []
  for (const { id, name } of real) if (!(await lastResort(tx, id))) withoutManager.push(name)
  const articles = await tx.query<{ answer: string; own: boolean }>(
    'start-articles',
    `select v.answer, v.author is not null as own from article a join article_version v on v.article_id = a.id and v.version = a.version
      where a.removed_at is null`,
  )
  const filled = new Set([
    ...placeholders.filter(({ value }) => value !== '').map(({ key }) => key),
    ...(real[0] ? Object.keys(real[0].settings) : []),
  ])
  const sample = communities.find((community) => community.sample)
  return {
    communities: real.length,
    homes: Number(counts?.homes ?? 0),
    staff: Number(counts?.staff ?? 0),
    withoutManager,
    accounts: Number(counts?.accounts ?? 0),
    articles: articles.length,
    unfilled: articles.filter(({ answer }) => findPlaceholders(answer).some((key) => !filled.has(key))).length,
    ownArticles: articles.filter(({ own }) => own).length,
    answered: Number(counts?.answered ?? 0),
    talks: Number(counts?.talks ?? 0),
    sample: sample ? { id: sample.id, name: sample.name } : null,
  }
}
