import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase, type Database } from '../../../src/platform/database/open-database'
import { killPrograms, startProgram, type Program } from '../../support/program'
import { temporaryFolder } from '../../support/temporary'
import { until } from '../../support/until'
import { postmasterOf, serversOf } from './embedded-processes'
import { freshStore } from './fresh-store'

const COMMIT = 'test/platform/database/programs/commit-rows.ts'
const HOLD = 'test/platform/database/programs/open-store.ts'

jest.setTimeout(120_000)
afterEach(killPrograms)

it('loses no acknowledged row in twenty kill -9 of the process, and leaves no server behind', async () => {
  const dataDir = await freshStore()
  const acknowledged: string[] = []

  for (let cycle = 0; cycle < 20; cycle++) {
    const program = startProgram(COMMIT, [dataDir, `cycle${cycle}`])
    // Each time a little later in the load, so that the kills fall on different moments of a commit.
    await until(() => acknowledgedBy(program).length > cycle * 7, 'rows to be committed')
    await program.kill('SIGKILL')
    acknowledged.push(...acknowledgedBy(program))
    await until(() => serversOf(dataDir).length === 0, 'the server to go with its owner')
  }

  expect(await missing(dataDir, acknowledged)).toEqual([])
  expect(acknowledged.length).toBeGreaterThan(1000)
})

it('restarts at once after a kill -9, without waiting for the old server to be gone', async () => {
  const dataDir = await freshStore()
  const acknowledged: string[] = []

  for (let cycle = 0; cycle < 5; cycle++) {
    const program = startProgram(COMMIT, [dataDir, `cycle${cycle}`])
    await until(() => acknowledgedBy(program).length > 20, 'rows to be committed')
    await program.kill('SIGKILL')
    acknowledged.push(...acknowledgedBy(program))
  }

  expect(await missing(dataDir, acknowledged)).toEqual([])
})

it('loses no acknowledged row when the server itself is killed under load, and comes back by itself', async () => {
  const dataDir = await freshStore()
  const program = startProgram(COMMIT, [dataDir, 'load'])
  let before = 0

  for (let cycle = 0; cycle < 5; cycle++) {
    await until(() => acknowledgedBy(program).length > before + 50, 'more rows to be committed')
    before = acknowledgedBy(program).length
    process.kill(postmasterOf(dataDir) ?? -1, 'SIGKILL')
  }
  await until(() => acknowledgedBy(program).length > before + 50, 'rows after the last kill')
  const ending = await program.kill('SIGTERM')

  expect(ending.code).toBe(0)
  expect(await missing(dataDir, acknowledgedBy(program))).toEqual([])
})

it('shares one store between two processes, and each goes on when the owner of the server is killed', async () => {
  const dataDir = await freshStore()
  const owner = startProgram(COMMIT, [dataDir, 'owner'])
  await until(() => acknowledgedBy(owner).length > 50, 'rows of the owner')
  const adopter = startProgram(COMMIT, [dataDir, 'adopter'])
  await until(() => acknowledgedBy(adopter).length > 50, 'rows of the adopter')
  const first = postmasterOf(dataDir)

  await owner.kill('SIGKILL')
  const before = acknowledgedBy(adopter).length
  await until(() => acknowledgedBy(adopter).length > before + 50, 'rows after the takeover')
  const second = postmasterOf(dataDir)
  const third = startProgram(COMMIT, [dataDir, 'third'])
  await until(() => acknowledgedBy(third).length > 50, 'rows of a third process')
  const endings = await Promise.all([adopter.kill('SIGTERM'), third.kill('SIGTERM')])

  expect(second).not.toBe(first)
  expect(endings.map(({ code }) => code)).toEqual([0, 0])
  expect(await missing(dataDir, [owner, adopter, third].flatMap(acknowledgedBy))).toEqual([])
})

it('takes an idle store over too, when its owner ends', async () => {
  const dataDir = await freshStore()
  const owner = startProgram(HOLD, [dataDir])
  await owner.said(/^open 42$/)
  const adopted = await openDatabase({ dataDir })
  await adopted.query('answer', 'select 42 as answer')

  owner.child.stdin?.end()
  await owner.ended

  expect(await eventually(adopted)).toEqual([{ answer: 42 }])
  await adopted.close()
  expect(serversOf(dataDir)).toEqual([])
})

it('lets the last transactions commit on Ctrl-C, which goes to the whole group of processes', async () => {
  const dataDir = await freshStore()
  const program = startProgram(COMMIT, [dataDir, 'load', 'strict'], { detached: true })
  await until(() => acknowledgedBy(program).length > 50, 'rows to be committed')

  process.kill(-program.pid, 'SIGINT')
  const ending = await program.ended

  expect(ending).toEqual({ code: 0, signal: null })
  expect(program.lines.filter((line) => /database/.test(line))).toEqual([])
  expect(await missing(dataDir, acknowledgedBy(program))).toEqual([])
  expect(serversOf(dataDir)).toEqual([])
})

it('starts although a dead lock names a process id that now belongs to somebody else', async () => {
  const dataDir = await freshStore()
  const stale = `${process.pid}\n${join(dataDir, 'pgdata')}\n1700000000\n5432\n${join(dataDir, 'run')}\n`
  writeFileSync(join(dataDir, 'pgdata', 'postmaster.pid'), stale)
  writeFileSync(join(dataDir, 'run', '.s.PGSQL.5432.lock'), stale)

  const db = await openDatabase({ dataDir })

  expect(await db.query('answer', 'select 42 as answer')).toEqual([{ answer: 42 }])
  await db.close()
})

it('clears away what a killed first start left, but not the draft of one that still runs', async () => {
  const dataDir = temporaryFolder()
  const ended = spawn('true')
  await new Promise((done) => ended.once('close', done))
  const left = join(dataDir, `pgdata.tmp-${ended.pid}-aaaaaa`)
  const running = join(dataDir, `pgdata.tmp-${process.ppid}-bbbbbb`)
  for (const draft of [left, running]) mkdirSync(draft)

  await (await openDatabase({ dataDir })).close()

  expect(existsSync(left)).toBe(false)
  expect(existsSync(running)).toBe(true)
})

function acknowledgedBy(program: Program): string[] {
  return program.lines.filter((line) => line.startsWith('+')).map((line) => line.slice(1))
}

async function missing(dataDir: string, acknowledged: string[]): Promise<string[]> {
  const db = await openDatabase({ dataDir })
  const rows = await db.query<{ id: string }>('all', 'select id from acknowledged')
  await db.close()
  const there = new Set(rows.map(({ id }) => id))
  return acknowledged.filter((id) => !there.has(id))
}

/** A statement in flight may fail once while the server changes hands; a caller that tries again gets its answer. */
async function eventually(db: Database): Promise<unknown[]> {
  let rows: unknown[] = []
  await until(async () => {
    rows = await db.query('answer', 'select 42 as answer').catch(() => [])
    return rows.length > 0
  }, 'an answer')
  return rows
}
