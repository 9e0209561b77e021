import { invalid } from '../errors'

export interface ServerAddress {
  /** For sentences: without the password. */
  where: string
  connectTimeoutMs: number
}

/** What we need to know of DATABASE_URL ourselves; the rest is the driver's affair. */
export function readDatabaseUrl(databaseUrl: string): ServerAddress {
  if (!/^postgres(ql)?:\/\//.test(databaseUrl) || !URL.canParse(databaseUrl))
    throw invalid('database_url', 'DATABASE_URL must look like postgres://user:password@host:5432/name.')
  const { protocol, host, pathname, searchParams } = new URL(databaseUrl)
  // `connect_timeout` in seconds, as in every PostgreSQL client; this driver does not read it.
  const seconds = Number(searchParams.get('connect_timeout')) || 5
  return { where: `${protocol}//${host}${pathname}`, connectTimeoutMs: seconds * 1000 }
}
