import { AppError, unavailable } from '../errors'

const NETWORK = new Set(
  'ECONNREFUSED ECONNRESET ECONNABORTED ENOENT ENOTFOUND EAI_AGAIN EPIPE ETIMEDOUT EHOSTUNREACH ENETUNREACH EHOSTDOWN'.split(
    ' ',
  ),
)

/** Whether the connection itself is lost, or was never there: this client is of no more use. */
export function isConnectionLost(error: unknown): boolean {
  const { code, message } = facts(error)
  // 08: connection exception; 57P01–57P04: the server is stopped, crashed, starting up, or the database was dropped.
  if (NETWORK.has(code) || /^08|^57P0[1-4]$/.test(code)) return true
  return /^Connection terminated|^Client has encountered a connection error|connection timeout|^Query read timeout/.test(
    message,
  )
}

/** Turns what only time can mend into AppError 'unavailable'; anything else (a violated rule, bad SQL) passes as it is. */
export function toRetryable(error: unknown): unknown {
  if (error instanceof AppError) return error
  if (isConnectionLost(error)) return unavailable('database_unavailable', 'The database cannot be reached.', error)
  const { code, message } = facts(error)
  // 40: deadlock or serialization failure; 55P03: lock not available.
  if (/^40(001|P01)$|^55P03$/.test(code))
    return unavailable('database_contention', 'The database asks to try again.', error)
  // After a failover we may be talking to a standby; the same comes from a database opened only to look.
  if (code === '25006') return unavailable('database_read_only', 'The database takes no writes now.', error)
  if (code === '57014') return unavailable('database_timeout', 'The database took too long.', error)
  if (/^53/.test(code)) return unavailable('database_exhausted', 'The database has no room or connection left.', error)
  if (isStalePlan(error))
    return unavailable('database_contention', 'The table changed under a prepared statement.', error)
  if (/^timeout exceeded when trying to connect/.test(message))
    return unavailable('database_busy', 'All database connections stayed in use.', error)
  return error
}

/** After a migration by a newer process a prepared statement may no longer fit; a fresh connection prepares it anew. */
export function isStalePlan(error: unknown): boolean {
  const { code, message } = facts(error)
  return code === '0A000' && message.includes('cached plan')
}

/** One sentence for the operator about why DATABASE_URL cannot be used; never with the password. */
export function whyNoServer(error: unknown, where: string): AppError {
  if (error instanceof AppError) return error
  const { code, message } = facts(error)
  const reasons: Record<string, string> = {
    ECONNREFUSED: 'nothing listens there',
    ENOENT: 'there is no such socket',
    ENOTFOUND: 'the host name is not known',
    EAI_AGAIN: 'the host name cannot be looked up',
    EHOSTUNREACH: 'the host cannot be reached',
    ENETUNREACH: 'the host cannot be reached',
    ETIMEDOUT: 'no answer came in time',
    '28P01': 'the user or the password is wrong',
    '28000': 'the server does not let this user in',
    '3D000': 'there is no such database on that server',
    '57P03': 'the server is starting up or shutting down',
    '53300': 'the server has no connection left',
  }
  const reason = reasons[code] ?? (/timeout/.test(message) ? 'no answer came in time' : message)
  return unavailable('database_unreachable', `DATABASE_URL (${where}) cannot be used: ${reason}.`, error)
}

function facts(error: unknown): { code: string; message: string } {
  // With several addresses for one name, Node gathers the failures of all.
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error
  const { code, message } = (first ?? {}) as { code?: unknown; message?: unknown }
  return { code: typeof code === 'string' ? code : '', message: typeof message === 'string' ? message : String(first) }
}
