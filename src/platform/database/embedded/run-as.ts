import { spawnSync } from 'node:child_process'
import { AppError } from '../../errors'
import { noEmbeddedStore } from './binaries'

/** What stands before a command so that PostgreSQL agrees to run, and whom its files must belong to. */
export interface RunAs {
  prefix: string[]
  /** Set when the command runs under another user id than ours: what we make for it must be given to it. */
  owner?: Owner
}

export interface Owner {
  uid: number
  gid: number
}

const NOBODY: Owner = { uid: 65534, gid: 65534 }
/** A user namespace in which root is called nobody: PostgreSQL sees no root, and the files stay root's. */
const USER_NAMESPACE = ['unshare', '--user', `--map-user=${NOBODY.uid}`, `--map-group=${NOBODY.gid}`]

/**
 * PostgreSQL refuses to run as root, and containers love root. As root we take a user namespace, or else drop to
 * nobody; files that belong to somebody already decide: a folder keeps the way it was made. PostgreSQL also refuses a
 * user that has no name (`docker run --user 1234`): in a user namespace it is called nobody.
 */
export function chooseRunAs(
  postgres: string,
  files: { owner: Owner; hold: 'store' | 'nothing' },
  options: { userNamespace?: boolean } = {},
): RunAs {
  const self = process.getuid?.() ?? 0
  if (self !== 0) return tried(withName({ prefix: [] }, self), postgres)
  if (files.owner.uid !== 0) return tried(withName(dropTo(files.owner), files.owner.uid), postgres)
  if (options.userNamespace !== false && runs(USER_NAMESPACE, postgres)) return { prefix: USER_NAMESPACE }
  if (files.hold === 'nothing' && runs(dropTo(NOBODY).prefix, postgres)) return dropTo(NOBODY)
  throw new AppError(
    'refused',
    'embedded_as_root',
    'PostgreSQL does not run as root, and here neither a user namespace (unshare) nor another user (setpriv) can be used ' +
      'for the embedded store: start as a normal user that owns DATA_DIR, or set DATABASE_URL.',
  )
}

function dropTo(owner: Owner): RunAs {
  return { prefix: ['setpriv', `--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'], owner }
}

function withName(runAs: RunAs, uid: number): RunAs {
  if (spawnSync('getent', ['passwd', String(uid)], { stdio: 'ignore' }).status !== 2) return runAs
  const named = { ...runAs, prefix: [...runAs.prefix, ...USER_NAMESPACE] }
  if (tryIt(named.prefix, 'true').status === 0) return named
  throw new AppError(
    'refused',
    'embedded_as_unnamed',
    `PostgreSQL needs a user with a name: give user id ${uid} a line in /etc/passwd, or set DATABASE_URL.`,
  )
}

function tried(runAs: RunAs, postgres: string): RunAs {
  const result = tryIt(runAs.prefix, postgres)
  if (result.status === 0) return runAs
  const reason = result.error?.message ?? result.stderr.trim().split('\n').at(-1) ?? `exit code ${result.status}`
  throw noEmbeddedStore(`trying its programs said: ${reason}`)
}

function runs(prefix: string[], postgres: string): boolean {
  return tryIt(prefix, postgres).status === 0
}

function tryIt(prefix: string[], program: string) {
  const [command = program, ...rest] = [...prefix, program]
  return spawnSync(command, [...rest, '--version'], { encoding: 'utf8' })
}
