import type { Queryable } from '../../platform/database/db'
import { conflict, invalid, notFound } from '../../platform/errors'
import { newId } from '../../platform/ids'
import { expandRange } from './expand-range'
import type { Duty, Staff } from './staff'

export interface StaffWords extends Omit<Staff, 'id'> {
  communities: string[]
  buildings: string | null
  shift: { from: string; to: string } | null
}

export async function makeStaff(tx: Queryable, given: StaffWords, at: Date): Promise<string> {
  const id = newId('st', at)
  await requireFree(tx, id, given)
  await tx.query(
    'make-staff',
    `insert into staff (id, name, title, role, phone, wecom_userid, skills, on_call, last_resort, active, created_at)
     values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10, $11)`,
    [...columnsOf(id, given), at],
  )
  await settle(tx, id, given)
  return id
}

export async function changeStaff(tx: Queryable, id: string, given: StaffWords): Promise<void> {
  await requireFree(tx, id, given)
  const rows = await tx.query(
    'change-staff',
    `update staff set name = $2, title = $3, role = $4, phone = $5, wecom_userid = $6, skills = $7::jsonb, on_call = $8,
            last_resort = $9, active = $10
      where id = $1 returning id`,
    columnsOf(id, given),
  )
  if (rows.length === 0) throw notFound('unknown_staff', `Nobody ${id} works here.`)
  await settle(tx, id, given)
}

const columnsOf = (id: string, given: StaffWords) => [
  id,
  given.name,
  given.title,
  given.role,
  given.phone,
  given.wecomUserId,
  JSON.stringify(given.skills),
  given.onCall,
  given.lastResort,
  given.active,
]

async function requireFree(tx: Queryable, id: string, given: StaffWords): Promise<void> {
  // A chain ends with somebody who may decide (domain.md B10).
  if (given.lastResort && given.role !== 'manager')
    throw invalid('last_resort_role', 'The one who answers in the end is a manager.')
  const taken = await tx.query('staff-of-wecom', 'select id from staff where wecom_userid = $1 and id <> $2', [
    given.wecomUserId,
    id,
  ])
  if (taken.length > 0) throw conflict('wecom_user_taken', `${given.wecomUserId} belongs to somebody else.`)
}

async function settle(tx: Queryable, id: string, given: StaffWords): Promise<void> {
  const wanted = [...new Set(given.communities)]
  const known = await tx.query('communities-of-staff-given', 'select id from community where id = any($1)', [wanted])
  if (known.length !== wanted.length) throw invalid('unknown_community', 'communities: expected ids of communities.')
  const duty: Duty = {
    ...(given.buildings === null ? {} : { buildings: expandRange(given.buildings) }),
    ...(given.shift === null ? {} : { shift: { name: '班次', ...given.shift } }),
  }
  await tx.query('leave-communities', 'delete from staff_community where staff_id = $1 and community_id <> all($2)', [
    id,
    wanted,
  ])
  await tx.query(
    'join-communities',
    `insert into staff_community (staff_id, community_id, duty) select $1, unnest($2::text[]), $3::jsonb
     on conflict (staff_id, community_id) do update set duty = excluded.duty`,
    [id, wanted, JSON.stringify(duty)],
  )
  // One person answers in the end, and everybody knows who.
  if (given.lastResort)
    await tx.query(
      'one-last-resort',
      `update staff s set last_resort = false
        where s.id <> $1 and s.last_resort
          and exists (select from staff_community w where w.staff_id = s.id and w.community_id = any($2))`,
      [id, wanted],
    )
}
