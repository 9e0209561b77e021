import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBinaries } from '../../../src/platform/database/embedded/binaries'
import { LOCKED, postgresCommand } from '../../../src/platform/database/embedded/postgres-command'
import { chooseRunAs } from '../../../src/platform/database/embedded/run-as'
import { openStoreFolder } from '../../../src/platform/database/embedded/store-folder'
import { migrate } from '../../../src/platform/database/migrate'
import { openDatabase } from '../../../src/platform/database/open-database'
import { killPrograms, startProgram } from '../../support/program'
import { temporaryFolder } from '../../support/temporary'
import { until } from '../../support/until'
import { postmasterOf, serversOf } from './embedded-processes'

const HOLD = 'test/platform/database/programs/open-store.ts'
const asRoot = process.getuid?.() === 0

jest.setTimeout(120_000)
afterEach(killPrograms)

it('makes a store at the first start, finds it again at the next and leaves no server behind', async () => {
  const dataDir = join(temporaryFolder(), 'deep', 'data')

  const first = await openDatabase({ dataDir })
  await migrate(first)
  await first.query('make', 'create table kept (word text)')
  await first.query('keep', 'insert into kept values ($1)', ['首问'])
  await first.close()
  const second = await openDatabase({ dataDir })
  const rows = await second.query('read', 'select word from kept')
  await second.close()

  expect(rows).toEqual([{ word: '首问' }])
  expect(first.kind).toBe('embedded')
  expect(readFileSync(join(dataDir, 'ENGINE'), 'utf8')).toBe('postgresql 18\n')
  expect(serversOf(dataDir)).toEqual([])
})

it('lets three processes start at once on a new folder: one owns the server, the others adopt it', async () => {
  const dataDir = temporaryFolder()

  const programs = [1, 2, 3].map(() => startProgram(HOLD, [dataDir]))
  await Promise.all(programs.map((program) => program.said(/^open 42$/)))

  expect(readdirSync(dataDir).sort()).toEqual(['ENGINE', 'pgdata', 'run'])
  expect(serversOf(dataDir)).toEqual([postmasterOf(dataDir)])
  for (const program of programs) program.child.stdin?.end()
  const endings = await Promise.all(programs.map(({ ended }) => ended))
  expect(endings.map(({ code }) => code)).toEqual([0, 0, 0])
  expect(serversOf(dataDir)).toEqual([])
})

it('survives a kill -9 at any moment of the very first start', async () => {
  const dataDir = temporaryFolder()
  const seen = new Set<string>()

  // The kills walk through the start: the folder made, initdb running, the rename, the server coming up, the database made.
  const moments: [string, () => boolean][] = [
    ['the draft exists', () => readdirSync(dataDir).some((name) => name.startsWith('pgdata.tmp-'))],
    ['the draft has a version', () => drafts(dataDir).some((draft) => existsSync(join(draft, 'PG_VERSION')))],
    ['the draft has its tables', () => drafts(dataDir).some((draft) => existsSync(join(draft, 'base', '5')))],
    ['the store has its name', () => existsSync(join(dataDir, 'pgdata'))],
    ['the server has its lock', () => existsSync(join(dataDir, 'pgdata', 'postmaster.pid'))],
    ['the server listens', () => existsSync(join(dataDir, 'run', '.s.PGSQL.5432'))],
    ['the store is marked', () => existsSync(join(dataDir, 'ENGINE'))],
  ]
  for (const [moment, reached] of moments) {
    const program = startProgram(HOLD, [dataDir])
    await until(reached, moment)
    await program.kill('SIGKILL')
    seen.add(moment)
  }

  const db = await openDatabase({ dataDir })
  expect(await db.query('answer', 'select 42 as answer')).toEqual([{ answer: 42 }])
  await db.close()
  expect(seen.size).toBe(moments.length)
  expect(readdirSync(dataDir).sort()).toEqual(['ENGINE', 'pgdata', 'run'])
})

it('works in a folder whose path is too long for a socket', async () => {
  const dataDir = join(temporaryFolder(), 'a-very-long-name-for-a-folder'.repeat(4), '小区')

  const db = await openDatabase({ dataDir })
  const [row] = await db.query<{ folder: string }>(
    'where',
    `select current_setting('unix_socket_directories') as folder`,
  )
  expect(existsSync(row?.folder ?? '')).toBe(true)
  await db.close()

  expect(row?.folder.startsWith(tmpdir())).toBe(true)
  expect(existsSync(row?.folder ?? '')).toBe(false)
})

// Skipped for anybody but root: PostgreSQL refuses uid 0, so only root needs, and can show, the ways around it.
const whenRoot = asRoot ? it : it.skip

/** A container's view: its own process numbers, so that it sees no server of the other one. */
const CONTAINER = ['unshare', '--pid', '--ipc', '--fork', '--kill-child', '--mount-proc']

whenRoot('lets two containers share a folder although neither sees the processes of the other', async () => {
  const dataDir = temporaryFolder()

  for (let round = 0; round < 4; round++) {
    const programs = [1, 2].map(() => startProgram(HOLD, [dataDir], { within: CONTAINER }))
    await Promise.all(programs.map((program) => program.said(/^open 42$/)))
    expect(serversOf(dataDir)).toHaveLength(1)
    for (const program of programs) program.child.stdin?.end()
    await Promise.all(programs.map(({ ended }) => ended))
  }
})

whenRoot('keeps a second server off the folder by a lock that holds across containers', async () => {
  const dataDir = temporaryFolder()
  const db = await openDatabase({ dataDir })
  const { postgres } = findBinaries()
  const folder = openStoreFolder(dataDir, { create: false })
  const { prefix } = chooseRunAs(postgres, { owner: folder.owner, hold: 'store' })
  const [program = '', ...args] = [...CONTAINER, ...prefix, ...postgresCommand(postgres, folder)]

  const second = spawnSync(program, args, { encoding: 'utf8', timeout: 20_000 })

  expect({ status: second.status, stderr: second.stderr }).toEqual({ status: LOCKED, stderr: '' })
  expect(await db.query('answer', 'select 42 as answer')).toEqual([{ answer: 42 }])
  await db.close()
})

whenRoot('as root without user namespaces: drops to nobody, and that folder stays that way', async () => {
  const parent = temporaryFolder()
  chmodSync(parent, 0o755)
  const dataDir = join(parent, 'data')

  for (const userNamespace of ['no', 'yes']) {
    const program = startProgram(HOLD, [dataDir, userNamespace])
    await program.said(/^open 42$/)
    expect(statSync(join(dataDir, 'pgdata')).uid).toBe(65534)
    program.child.stdin?.end()
    expect((await program.ended).code).toBe(0)
  }
})

whenRoot("as root with user namespaces: the files stay root's, even below a folder only root may enter", async () => {
  const dataDir = join(temporaryFolder(), 'data') // temporary folders are 0700

  const db = await openDatabase({ dataDir })
  await db.close()

  expect(statSync(join(dataDir, 'pgdata')).uid).toBe(0)
})

whenRoot('as a normal user: first start, restart, and root may open that folder too', async () => {
  const parent = temporaryFolder()
  chmodSync(parent, 0o755)
  const dataDir = join(parent, 'data')
  const user = { uid: 4711, gid: 4711 }
  chownSync(parent, user.uid, user.gid)

  for (const options of [{ user }, { user }, {}]) {
    const program = startProgram(HOLD, [dataDir], options)
    await program.said(/^open 42$/)
    program.child.stdin?.end()
    expect((await program.ended).code).toBe(0)
  }
  expect(statSync(join(dataDir, 'pgdata')).uid).toBe(4711)
})

function drafts(dataDir: string): string[] {
  return readdirSync(dataDir)
    .filter((name) => name.startsWith('pgdata.tmp-'))
    .map((name) => join(dataDir, name))
}
