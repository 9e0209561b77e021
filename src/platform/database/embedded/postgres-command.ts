import type { StoreFolder } from './store-folder'

const SETTINGS = {
  listen_addresses: '', // the unix socket only
  unix_socket_permissions: '0700',
  shared_buffers: '64MB',
  max_connections: '100',
  jit: 'off', // statements here are short; compiling them costs more than it saves
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  // Statements and details carry what owners wrote: they stay out of the log (design D14).
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
}

/** The exit code that says: the folder is locked by another server. */
export const LOCKED = 75

/**
 * The command that runs the server of a folder, and at most one of them.
 *
 * PostgreSQL's own lock is a file with a process id. Two containers on one folder cannot see each other's processes, so
 * each would call the other's lock dead and destroy its data: therefore a lock of the kernel, which `flock` takes on the
 * folder and the server keeps until its last process is gone.
 *
 * Only then, with nobody of ours running, are lock files dropped whose number now belongs to a process that is no
 * PostgreSQL: after a crash of a container or a machine PostgreSQL would take that one for its predecessor, for good.
 */
export function postgresCommand(
  postgres: string,
  folder: StoreFolder,
  settings: Readonly<Record<string, string>> = {},
): string[] {
  const options = Object.entries({ ...SETTINGS, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const locked = ['flock', '--nonblock', '--no-fork', '--conflict-exit-code', String(LOCKED), folder.data]
  const cleaned = ['sh', '-c', DROP_STALE_LOCKS, folder.socketDir]
  return [...locked, ...cleaned, postgres, '-D', folder.data, '-k', folder.socketDir, ...options]
}

/** `$0` is the socket's folder; `$1 -D $3` begins the command that follows. */
const DROP_STALE_LOCKS = `
  for lock in "$3/postmaster.pid" "$0/.s.PGSQL.5432.lock"; do
    pid=$(head -n 1 "$lock" 2>/dev/null)
    name=$(cat "/proc/\${pid#-}/comm" 2>/dev/null) || continue
    case $name in postgres | postmaster) ;; *) rm -f "$lock" ;; esac
  done
  exec "$@"`
