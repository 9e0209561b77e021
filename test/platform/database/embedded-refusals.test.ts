import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { findBinaries } from '../../../src/platform/database/embedded/binaries'
import { chooseRunAs } from '../../../src/platform/database/embedded/run-as'
import { spawnGuarded } from '../../../src/platform/database/embedded/guarded'
import { openDatabase } from '../../../src/platform/database/open-database'
import { killPrograms, startProgram } from '../../support/program'
import { temporaryFolder } from '../../support/temporary'
import { until } from '../../support/until'
import { serversOf } from './embedded-processes'
import { freshStore } from './fresh-store'

const HOLD = 'test/platform/database/programs/open-store.ts'
// Skipped for anybody but root: only root can set up folders of other users, and what it means to read without rights.
const whenRoot = process.getuid?.() === 0 ? it : it.skip

jest.setTimeout(120_000)
afterEach(killPrograms)

it.each([
  ['a store of another engine', 'ENGINE', 'pglite 0.5\n', /holds a store of "pglite 0\.5"/],
  ['the data folder of another database', 'PG_VERSION', '16\n', /is itself the data folder of another database/],
  ['a marker without a store', 'ENGINE', 'postgresql 18\n', /pgdata is missing; restore a backup/],
])('refuses %s and changes nothing', async (_what, file, content, sentence) => {
  const dataDir = temporaryFolder()
  writeFileSync(join(dataDir, file), content)

  await expect(openDatabase({ dataDir })).rejects.toMatchObject({
    failure: 'refused',
    message: expect.stringMatching(sentence),
  })

  expect(readdirSync(dataDir)).toEqual([file])
  expect(readFileSync(join(dataDir, file), 'utf8')).toBe(content)
})

it('refuses the data of another major version and leaves it alone', async () => {
  const dataDir = temporaryFolder()
  mkdirSync(join(dataDir, 'pgdata'))
  writeFileSync(join(dataDir, 'pgdata', 'PG_VERSION'), '17\n')

  await expect(openDatabase({ dataDir })).rejects.toMatchObject({
    failure: 'refused',
    message: expect.stringMatching(/holds data of PostgreSQL 17, but this version of Shouwen needs PostgreSQL 18\.$/),
  })

  expect(readdirSync(dataDir)).toEqual(['pgdata'])
})

it('refuses a file where the folder should be', async () => {
  const file = join(temporaryFolder(), 'data')
  writeFileSync(file, 'mine')

  for (const dataDir of [file, join(file, 'below')])
    await expect(openDatabase({ dataDir })).rejects.toMatchObject({
      failure: 'refused',
      message: expect.stringMatching(/^DATA_DIR .* cannot be used: it is a file/),
    })

  expect(readFileSync(file, 'utf8')).toBe('mine')
})

whenRoot.each([
  ['may not enter', 0o700],
  ['may not write to', 0o755],
])('refuses a folder this user %s', async (_what, mode) => {
  const parent = temporaryFolder()
  chmodSync(parent, 0o755)
  const dataDir = join(parent, 'data')
  mkdirSync(dataDir, { mode })

  const program = startProgram(HOLD, [dataDir], { user: { uid: 65534, gid: 65534 } })

  expect((await program.ended).code).toBe(1)
  expect(program.lines).toEqual([
    `AppError: DATA_DIR ${dataDir} cannot be used: this user may not read and write there.`,
  ])
  expect(readdirSync(dataDir)).toEqual([])
})

whenRoot('refuses a normal user the store that root runs', async () => {
  const parent = temporaryFolder()
  chmodSync(parent, 0o755)
  const dataDir = join(parent, 'data')
  await (await openDatabase({ dataDir })).close()
  chmodSync(dataDir, 0o777)

  const program = startProgram(HOLD, [dataDir], { user: { uid: 65534, gid: 65534 } })

  expect((await program.ended).code).toBe(1)
  expect(program.lines).toEqual([expect.stringMatching(/^AppError: .* belongs to another user/)])
})

whenRoot('refuses as root what only another way of dropping root could open', () => {
  const { postgres } = findBinaries()
  const root = { uid: 0, gid: 0 }

  expect(() => chooseRunAs(postgres, { owner: root, hold: 'store' }, { userNamespace: false })).toThrow(
    /PostgreSQL does not run as root/,
  )
})

it('says who holds the folder when another PostgreSQL runs on it and does not answer us', async () => {
  const dataDir = await freshStore()
  const { postgres } = findBinaries()
  const { prefix } = chooseRunAs(postgres, { owner: { uid: process.getuid?.() ?? 0, gid: 0 }, hold: 'store' })
  const elsewhere = temporaryFolder()
  const other = spawnGuarded(prefix, 'INT', [
    postgres,
    ...['-D', join(dataDir, 'pgdata'), '-k', elsewhere, '-c', 'listen_addresses='],
  ])
  await until(() => readdirSync(elsewhere).length > 0, 'the other server to listen')

  const opened = openDatabase({ dataDir })

  await expect(opened).rejects.toMatchObject({
    failure: 'unavailable',
    message: expect.stringMatching(new RegExp(`is in use by another PostgreSQL \\(process ${other.pid}\\)`)),
  })
  expect(serversOf(dataDir)).toEqual([other.pid])
  other.kill('SIGINT')
  await new Promise((done) => other.once('close', done))
})

it('says what PostgreSQL says when it does not start', async () => {
  const dataDir = await freshStore()
  rmSync(join(dataDir, 'pgdata', 'global', 'pg_control'))

  await expect(openDatabase({ dataDir })).rejects.toMatchObject({
    failure: 'unavailable',
    message: expect.stringMatching(/did not start: .*pg_control/),
  })

  expect(serversOf(dataDir)).toEqual([])
})

it.each([
  ['darwin', 'arm64'],
  ['linux', 'ia32'],
  ['win32', 'x64'],
])('asks for DATABASE_URL on %s %s', (platform, arch) => {
  expect(() => findBinaries(platform, arch)).toThrow(
    /^The embedded store needs Linux x64 or arm64 with glibc \(this is .*\); set DATABASE_URL to a PostgreSQL server/,
  )
})

it('asks for DATABASE_URL where the programs do not run, as on musl', () => {
  expect(() => chooseRunAs('/usr/bin/false', { owner: { uid: 4711, gid: 4711 }, hold: 'store' })).toThrow(
    /set DATABASE_URL/,
  )
})

it('only looks: makes no store in a folder that has none, and writes nothing to one that has', async () => {
  const dataDir = temporaryFolder()
  await expect(openDatabase({ dataDir, readOnly: true })).rejects.toMatchObject({ failure: 'not_found' })
  await expect(openDatabase({ dataDir: join(dataDir, 'none'), readOnly: true })).rejects.toMatchObject({
    message: expect.stringMatching(/it does not exist/),
  })
  expect(readdirSync(dataDir)).toEqual([])

  await (await openDatabase({ dataDir })).close()
  const looking = await openDatabase({ dataDir, readOnly: true })

  await expect(looking.query('write', 'create table nothing ()')).rejects.toMatchObject({
    code: 'database_read_only',
  })
  await looking.close()
})

it('follows a folder that was moved or is reached through a link', async () => {
  const parent = temporaryFolder()
  const before = await openDatabase({ dataDir: join(parent, 'before') })
  await before.query('make', 'create table kept ()')
  await before.close()
  renameSync(join(parent, 'before'), join(parent, 'after'))
  symlinkSync(join(parent, 'after'), join(parent, 'link'))

  const direct = await openDatabase({ dataDir: join(parent, 'after') })
  const linked = await openDatabase({ dataDir: join(parent, 'link') })

  expect(await linked.query('look', 'select * from kept')).toEqual([])
  expect(serversOf(join(parent, 'after'))).toHaveLength(1)
  await direct.close()
  await linked.close()
})
