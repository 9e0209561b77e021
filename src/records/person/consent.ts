import type { Queryable } from '../../platform/database/db'

/** Who somebody is and where they live, kept so that nothing is asked twice (个人信息保护法 14-17). */
export const PROFILE_PURPOSE = 'owner_profile'

export interface Consent {
  personId: string
  purpose: string
  /** Where it was said: `chat:<exchange id>`. */
  source: string
  at: Date
}

/** Given anew it counts anew, also after it was withdrawn. */
export async function giveConsent(tx: Queryable, { personId, purpose, source, at }: Consent): Promise<void> {
  await tx.query(
    'give-consent',
    `insert into consent (person_id, purpose, given_at, source) values ($1, $2, $3, $4)
     on conflict (person_id, purpose) do update set given_at = excluded.given_at, withdrawn_at = null, source = excluded.source
      where consent.withdrawn_at is not null`,
    [personId, purpose, at, source],
  )
}

export async function hasConsent(tx: Queryable, personId: string, purpose: string): Promise<boolean> {
  const rows = await tx.query(
    'has-consent',
    'select 1 from consent where person_id = $1 and purpose = $2 and withdrawn_at is null',
    [personId, purpose],
  )
  return rows.length > 0
}

/**
 * Withdrawn as easily as it was given (个人信息保护法 15), and what was kept on it goes (47): what the person said of themselves.
 * A home that somebody has verified stands on the contract, not on consent, and stays, as does what an open case needs.
 */
export async function withdrawProfile(tx: Queryable, personId: string, at: Date): Promise<void> {
  await tx.query(
    'withdraw-consent',
    'update consent set withdrawn_at = $3 where person_id = $1 and purpose = $2 and withdrawn_at is null',
    [personId, PROFILE_PURPOSE, at],
  )
  await tx.query('forget-claims', 'delete from person_house where person_id = $1 and verified_by is null', [personId])
  await tx.query(
    'forget-profile',
    `update person set name = null, salutation = null, phone = null, language = null where id = $1
        and not exists (select from person_house where person_id = $1 and verified_by is not null)`,
    [personId],
  )
}
