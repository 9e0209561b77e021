import type { Queryable } from '../platform/database/db'

/** A value laid over what we ship (design D15); `scope` is a community's id, or '' for the whole company. */
export async function readSetting(tx: Queryable, scope: string, key: string): Promise<unknown> {
  const rows = await tx.query<{ value: unknown }>(
    'read-setting',
    'select value from setting where scope = $1 and key = $2',
    [scope, key],
  )
  return rows[0]?.value
}

/** Writes a value and counts its version up; the same value again is no change. */
export async function writeSetting(
  tx: Queryable,
  setting: { scope: string; key: string; value: unknown; by: string; at: Date },
): Promise<void> {
  await tx.query(
    'write-setting',
    `insert into setting (scope, key, value, updated_at, updated_by) values ($1, $2, $3::jsonb, $4, $5)
     on conflict (scope, key) do update
        set value = excluded.value, version = setting.version + 1, updated_at = excluded.updated_at, updated_by = excluded.updated_by
      where setting.value is distinct from excluded.value`,
    [setting.scope, setting.key, JSON.stringify(setting.value), setting.at, setting.by],
  )
}

/** What ships holds again. */
export async function removeSetting(tx: Queryable, scope: string, key: string): Promise<void> {
  await tx.query('remove-setting', 'delete from setting where scope = $1 and key = $2', [scope, key])
}
