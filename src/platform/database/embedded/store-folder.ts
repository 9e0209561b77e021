import { createHash } from 'node:crypto'
import {
  accessSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { AppError } from '../../errors'
import type { Owner } from './run-as'

/** What `ENGINE` says in a folder that is ours. A major version cannot read the files of another. */
export const ENGINE = 'postgresql 18'
export const MAJOR_VERSION = '18'

/** Where the embedded store keeps things inside DATA_DIR. */
export interface StoreFolder {
  dir: string
  data: string
  socketDir: string
  /** Whether there is a store already. */
  made: boolean
  owner: Owner
}

/** Looks at DATA_DIR and refuses, in one sentence and before anything is made, what cannot become or is not our store. */
export function openStoreFolder(dataDir: string, options: { create: boolean }): StoreFolder {
  const dir = usableFolder(resolve(dataDir), options.create)
  const data = join(dir, 'pgdata')
  refuseOthersFiles(dir, data)
  const made = existsSync(join(data, 'PG_VERSION'))
  refuseOtherEngines(dir, data, made)
  if (!made && !options.create)
    throw new AppError('not_found', 'no_store', `DATA_DIR ${dir} holds no store yet; npm start makes one.`)
  const { uid, gid } = statSync(made ? data : dir)
  return { dir, data, socketDir: socketFolder(dir, data), made, owner: { uid, gid } }
}

/** Writes the marker last, when the store is whole. */
export function markEngine(folder: StoreFolder): void {
  const file = join(folder.dir, 'ENGINE')
  if (existsSync(file)) return
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, `${ENGINE}\n`)
  syncPath(draft)
  renameSync(draft, file)
  syncPath(folder.dir)
}

/** Makes the socket's folder, private to whom the server runs as: who reaches the socket is let in. */
export function makeSocketFolder(folder: StoreFolder, owner: Owner | undefined): void {
  mkdirSync(folder.socketDir, { recursive: true, mode: 0o700 })
  if (owner) chownSync(folder.socketDir, owner.uid, owner.gid)
  const { uid } = statSync(folder.socketDir)
  if (process.getuid?.() !== 0 && uid !== process.getuid?.())
    throw new AppError(
      'refused',
      'data_dir_unusable',
      `${folder.socketDir}, where the embedded store of ${folder.dir} listens, belongs to another user.`,
    )
}

/** Takes a socket folder away again that had to lie outside DATA_DIR, unless somebody uses it. */
export function removeSocketFolder(folder: StoreFolder): void {
  if (folder.socketDir.startsWith(folder.dir)) return
  try {
    rmdirSync(folder.socketDir)
  } catch {
    // The next server listens there already, or it is gone.
  }
}

/** Tells the disk to keep what was written, so that a power cut finds it. */
export function syncPath(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function usableFolder(dir: string, create: boolean): string {
  try {
    if (create) mkdirSync(dir, { recursive: true, mode: 0o755 })
    if (!statSync(dir).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' })
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK)
    return realpathSync(dir)
  } catch (cause) {
    throw new AppError('refused', 'data_dir_unusable', `DATA_DIR ${dir} cannot be used: ${reasonOf(cause)}.`, { cause })
  }
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  const words: Record<string, string> = {
    EACCES: 'this user may not read and write there',
    EPERM: 'this user may not read and write there',
    EROFS: 'the disk is read-only',
    ENOTDIR: 'it is a file, or lies under one, not a folder',
    EEXIST: 'it is a file, not a folder',
    ENOENT: 'it does not exist',
    ENOSPC: 'the disk is full',
  }
  return words[code] ?? (error instanceof Error ? error.message : String(error))
}

/** PostgreSQL keeps its folder to its owner; to others it would look as if there were none. */
function refuseOthersFiles(dir: string, data: string): void {
  const self = process.getuid?.()
  const uid = existsSync(data) ? statSync(data).uid : self
  if (self === 0 || uid === self) return
  throw new AppError(
    'refused',
    'data_dir_unusable',
    `DATA_DIR ${dir} holds a store that belongs to another user (id ${uid}); start as that user.`,
  )
}

function refuseOtherEngines(dir: string, data: string, made: boolean): void {
  const wrong = (message: string) => new AppError('refused', 'other_engine', message)
  const marker = existsSync(join(dir, 'ENGINE')) ? readFileSync(join(dir, 'ENGINE'), 'utf8').trim() : undefined
  if (marker !== undefined && marker !== ENGINE)
    throw wrong(`DATA_DIR ${dir} holds a store of "${marker}", but this version of Shouwen needs "${ENGINE}".`)
  if (existsSync(join(dir, 'PG_VERSION')))
    throw wrong(`DATA_DIR ${dir} is itself the data folder of another database; give Shouwen a folder of its own.`)
  // An empty store in place of a lost one would look like all data gone, and hide that it can be found again.
  if (marker !== undefined && !made)
    throw wrong(
      `DATA_DIR ${dir} is marked as a store, but its folder pgdata is missing; restore a backup or take another folder.`,
    )
  if (!made) return
  const major = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim()
  if (major !== MAJOR_VERSION)
    throw wrong(
      `DATA_DIR ${dir} holds data of PostgreSQL ${major}, but this version of Shouwen needs PostgreSQL ${MAJOR_VERSION}.`,
    )
}

/** A unix socket's path may have 107 bytes; deep folders get a short one, the same for every process. */
function socketFolder(dir: string, data: string): string {
  const inside = join(dir, 'run')
  if (Buffer.byteLength(inside) <= 80) return inside
  return join(tmpdir(), `shouwen-${createHash('sha256').update(data).digest('hex').slice(0, 16)}`)
}
