import { chmodSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { backUpStore } from '../../../src/platform/database/embedded/backup-store'
import { openDatabase, type Database } from '../../../src/platform/database/open-database'
import { killPrograms, startProgram, type Program } from '../../support/program'
import { temporaryFolder } from '../../support/temporary'
import { until } from '../../support/until'
import { freshStore } from './fresh-store'

const COMMIT = 'test/platform/database/programs/commit-rows.ts'
const BACK_UP = 'test/platform/database/programs/back-up.ts'
const HOLD = 'test/platform/database/programs/open-store.ts'

jest.setTimeout(120_000)
afterEach(killPrograms)

it('copies a store under load, with everything acknowledged before, and the copy starts as it is', async () => {
  const dataDir = await freshStore()
  const target = join(temporaryFolder(), 'deep', 'backup')
  const program = startProgram(COMMIT, [dataDir, 'load'])
  await until(() => acknowledgedBy(program).length > 300, 'rows before the backup')
  const busy = await openDatabase({ dataDir })
  // Something to copy for a while, so that what is copied first has grown old when the copying ends.
  await busy.query('fill', 'create table filler as select repeat(md5(i::text), 30) from generate_series(1, 80000) as i')

  const before = acknowledgedBy(program)
  const rotating = rotateLog(busy)
  const { bytes } = await backUpStore({ dataDir, target })
  rotating.stop()
  const rotations = await rotating.done
  const during = acknowledgedBy(program).length - before.length
  await busy.close()
  await program.kill('SIGTERM')
  const restored = await openDatabase({ dataDir: target })

  const rows = await restored.query<{ id: string }>('all', 'select id from acknowledged')
  const there = new Set(rows.map(({ id }) => id))
  expect(before.filter((id) => !there.has(id))).toEqual([])
  expect(there.size).toBe(rows.length)
  expect(holes(rows.map(({ id }) => Number(id.split('-')[1])))).toEqual([])
  expect(await throughIndex(restored)).toBe(rows.length)
  expect(during).toBeGreaterThan(0)
  expect(rotations).toBeGreaterThan(0)
  expect(bytes).toBeGreaterThan(20e6)
  await restored.query('write', `insert into acknowledged values ('after the restore')`)
  await restored.close()
})

it('copies a store nobody has open, and leaves it as it was', async () => {
  const dataDir = await freshStore()
  const db = await openDatabase({ dataDir })
  await db.query('make', 'create table kept as select 1 as id')
  await db.close()
  const target = temporaryFolder()

  await backUpStore({ dataDir, target })

  for (const folder of [target, dataDir]) {
    const opened = await openDatabase({ dataDir: folder })
    expect(await opened.query('read', 'select id from kept')).toEqual([{ id: 1 }])
    await opened.close()
  }
  expect(readdirSync(target).sort()).toEqual(['ENGINE', 'pgdata', 'run'])
})

it('refuses a target that holds something, is a file, or lies in the store, and touches nothing', async () => {
  const dataDir = await freshStore()
  const full = temporaryFolder()
  writeFileSync(join(full, 'mine'), 'mine')
  const before = readdirSync(dataDir)

  const refused: [string, RegExp][] = [
    [full, /the folder is not empty/],
    [join(full, 'mine'), /not a directory/],
    [dataDir, /inside DATA_DIR/],
    [join(dataDir, 'backup'), /inside DATA_DIR/],
  ]
  for (const [target, sentence] of refused)
    await expect(backUpStore({ dataDir, target })).rejects.toMatchObject({
      failure: 'refused',
      message: expect.stringMatching(sentence),
    })

  expect(readdirSync(full)).toEqual(['mine'])
  expect(readdirSync(dataDir)).toEqual(before)
})

it('says that there is no store to copy, and makes neither one nor the target', async () => {
  const dataDir = temporaryFolder()
  const target = join(temporaryFolder(), 'backup')

  await expect(backUpStore({ dataDir, target })).rejects.toMatchObject({ failure: 'not_found' })

  expect(readdirSync(dataDir)).toEqual([])
  expect(existsSync(target)).toBe(false)
})

it('is refused as a store when it was cut off in the middle, and the store itself goes on', async () => {
  const dataDir = await freshStore()
  const target = temporaryFolder()
  const db = await openDatabase({ dataDir })
  const program = startProgram(BACK_UP, [dataDir, target])
  await until(() => existsSync(join(target, 'pgdata.partial', 'base', '1')), 'the copying to begin')
  await program.kill('SIGKILL')

  const opened = openDatabase({ dataDir: target })

  await expect(opened).rejects.toMatchObject({
    failure: 'refused',
    message: expect.stringMatching(/pgdata is missing/),
  })
  expect(await db.query('answer', 'select 42 as answer')).toEqual([{ answer: 42 }])
  await until(
    async () => (await db.query('slots', 'select 1 from pg_replication_slots')).length === 0,
    'the log to be let go',
  )
  await db.close()
})

// Skipped for anybody but root: only root can start a server as another user, which is what these compare; anybody else has just the one.
const whenRoot = process.getuid?.() === 0 ? it : it.skip

whenRoot('keeps the owner of the files, which decides as whom the copy runs', async () => {
  const parent = temporaryFolder()
  chmodSync(parent, 0o755)
  const dataDir = join(parent, 'data')
  const dropped = startProgram(HOLD, [dataDir, 'no'])
  await dropped.said(/^open 42$/)

  await backUpStore({ dataDir, target: join(parent, 'backup') })
  dropped.child.stdin?.end()
  await dropped.ended
  const restored = startProgram(HOLD, [join(parent, 'backup'), 'no'])
  await restored.said(/^open 42$/)

  expect(statSync(join(parent, 'backup', 'pgdata')).uid).toBe(65534)
  expect(statSync(join(parent, 'backup', 'pgdata')).mode & 0o777).toBe(0o700)
})

function acknowledgedBy(program: Program): string[] {
  return program.lines.filter((line) => line.startsWith('+')).map((line) => line.slice(1))
}

/** Numbers that should be there, since later ones are; the last few may still have been on their way. */
function holes(numbers: number[]): number[] {
  const there = new Set(numbers)
  const settled = Math.max(...numbers) - 100
  return Array.from({ length: settled }, (_, number) => number).filter((number) => !there.has(number))
}

/** How many rows the index knows: table and index are copied at different moments and must agree all the same. */
function throughIndex(db: Database): Promise<number> {
  return db.tx(async (tx) => {
    await tx.query('no-scan', 'set local enable_seqscan = off')
    const [row] = await tx.query<{ count: string }>('by-index', `select count(*) from acknowledged where id > ''`)
    return Number(row?.count)
  })
}

/** Fills the log with segments and checkpoints that would recycle them, until told to stop. */
function rotateLog(db: Database): { stop: () => void; done: Promise<number> } {
  let stopped = false
  const rotate = async () => {
    for (let times = 0; ; times++) {
      if (stopped) return times
      await db.query('switch', 'select pg_switch_wal()')
      await db.query('checkpoint', 'checkpoint')
    }
  }
  return { stop: () => (stopped = true), done: rotate() }
}
