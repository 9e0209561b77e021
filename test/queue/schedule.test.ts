import { ManualClock } from '../../src/platform/clock'
import { cancelJob, comingRound, scheduleJob, startSchedule } from '../../src/queue/schedule'
import type { Queryable } from '../../src/platform/database/db'
import type { JobHandler } from '../../src/queue/schedule'
import { createTestDatabase } from '../support/database'
import type { TestDatabase } from '../support/database'
import { killPrograms, startProgram } from '../support/program'
import { until } from '../support/until'
import { START } from './queue-kit'

let test$: TestDatabase
beforeEach(async () => {
  test$ = await createTestDatabase()
  await test$.db.query('make-marked', 'create table marked (seq serial, key text)')
})
afterEach(async () => {
  await killPrograms()
  await test$.close()
})

const MINUTE = 60_000
const mark: JobHandler = async (tx, job) =>
  void (await tx.query('mark', 'insert into marked (key) values ($1)', [job.key]))

function startByHand(handlers: Record<string, JobHandler>) {
  const clock = new ManualClock(START)
  const errors: unknown[] = []
  const schedule = startSchedule({
    db: test$.db,
    clock,
    waker: { onWake: () => () => {} },
    handlers,
    byHand: true,
    onError: (error) => errors.push(error),
  })
  return { clock, errors, schedule }
}

const after = (ms: number) => new Date(START.getTime() + ms)

async function marked(): Promise<string[]> {
  const rows = await test$.db.query<{ key: string }>('marked', 'select key from marked order by seq')
  return rows.map(({ key }) => key)
}

describe('a job', () => {
  it('runs when it is due and not before, earlier ones first', async () => {
    const { clock, schedule } = startByHand({ mark })
    await scheduleJob(test$.db, { kind: 'mark', key: 'late', dueAt: after(2 * MINUTE) })
    await scheduleJob(test$.db, { kind: 'mark', key: 'soon', dueAt: after(MINUTE) })
    expect(await schedule.drain()).toBe(0)

    clock.advance(2 * MINUTE)
    await schedule.drain()

    expect(await marked()).toEqual(['soon', 'late'])
  })

  it('is one job when it is put on the schedule twice, also after it ran', async () => {
    const { schedule } = startByHand({ mark })
    for (let times = 0; times < 2; times++) await scheduleJob(test$.db, { kind: 'mark', key: 'once', dueAt: START })
    await schedule.drain()
    await scheduleJob(test$.db, { kind: 'mark', key: 'once', dueAt: START })
    await schedule.drain()

    expect(await marked()).toEqual(['once'])
  })

  it('does not run once it is cancelled', async () => {
    const { schedule } = startByHand({ mark })
    await scheduleJob(test$.db, { kind: 'mark', key: 'gone', dueAt: START })
    await cancelJob(test$.db, 'gone')

    expect(await schedule.drain()).toBe(0)
  })

  it('that fails undoes what it did and is tried again after growing pauses', async () => {
    let tries = 0
    const { clock, errors, schedule } = startByHand({
      mark: async (tx, job, now) => {
        await mark(tx, job, now)
        if (++tries < 3) throw new Error('busy')
      },
    })
    await scheduleJob(test$.db, { kind: 'mark', key: 'hard', dueAt: START })
    await schedule.drain()
    clock.advance(4999)
    await schedule.drain()
    expect(tries).toBe(1)
    clock.advance(1)
    await schedule.drain()
    expect(tries).toBe(2)
    expect(await marked()).toEqual([])

    clock.advance(MINUTE)
    await schedule.drain()

    expect(await marked()).toEqual(['hard'])
    expect(errors).toHaveLength(2)
  })

  it('that never succeeds rests as failed, and the others go on', async () => {
    const { clock, schedule } = startByHand({ mark, break: () => Promise.reject(new Error('broken')) })
    await scheduleJob(test$.db, { kind: 'break', key: 'bad', dueAt: START })
    await scheduleJob(test$.db, { kind: 'mark', key: 'good', dueAt: START })
    for (let tries = 0; tries < 12; tries++) {
      await schedule.drain()
      clock.advance(10 * MINUTE)
    }

    expect(await marked()).toEqual(['good'])
    const rows = await test$.db.query('bad-job', `select status, last_error from job where key = 'bad'`)
    expect(rows).toEqual([{ status: 'failed', last_error: 'broken' }])
  })

  it('that comes round comes round again, also after a run that fails for good', async () => {
    const nextHour = async (tx: Queryable, now: Date) => {
      const slot = Math.floor(now.getTime() / (60 * MINUTE)) + 1
      await scheduleJob(tx, { kind: 'round', key: `round:${slot}`, dueAt: new Date(slot * 60 * MINUTE) })
    }
    const { clock, errors, schedule } = startByHand({
      round: comingRound(nextHour, async (tx, job, now) => {
        if (job.key === 'round:first') throw new Error('one bad row')
        await mark(tx, job, now)
      }),
    })
    await scheduleJob(test$.db, { kind: 'round', key: 'round:first', dueAt: START })
    await schedule.drain()
    const waiting = await test$.db.query('next-round', `select 1 from job where key <> 'round:first'`)
    for (let tries = 0; tries < 13; tries++) {
      clock.advance(10 * MINUTE)
      await schedule.drain()
    }

    expect(waiting).toHaveLength(1)
    expect(errors).toHaveLength(11)
    expect((await marked()).length).toBeGreaterThan(1)
  })

  it('of a kind nobody here knows waits for a process that does', async () => {
    const ignorant = startByHand({})
    await scheduleJob(test$.db, { kind: 'mark', key: 'strange', dueAt: START })
    expect(await ignorant.schedule.drain()).toBe(0)

    await startByHand({ mark }).schedule.drain()

    expect(await marked()).toEqual(['strange'])
  })

  it('held by another process is passed over, not waited for', async () => {
    const { schedule } = startByHand({ mark })
    await scheduleJob(test$.db, { kind: 'mark', key: 'held', dueAt: START })
    await scheduleJob(test$.db, { kind: 'mark', key: 'free', dueAt: after(0) })

    await test$.db.tx(async (tx) => {
      await tx.query('hold', `select from job where key = 'held' for update`)
      expect(await schedule.drain()).toBe(1)
    })

    expect(await marked()).toEqual(['free'])
  })

  it('is run once by two processes', async () => {
    const program = 'test/queue/programs/run-jobs.ts'
    const processes = [startProgram(program, [test$.url]), startProgram(program, [test$.url])]
    for (const process of processes) await process.said(/^working$/)
    const keys = Array.from({ length: 200 }, (_, index) => `job-${String(index).padStart(3, '0')}`)
    for (const key of keys) await scheduleJob(test$.db, { kind: 'mark', key, dueAt: START })
    await until(
      async () => (await test$.db.query('waiting', `select from job where status = 'waiting' limit 1`)).length === 0,
      'all jobs to have run',
    )
    for (const { child } of processes) child.stdin?.end()
    for (const { ended } of processes) expect(await ended).toEqual({ code: 0, signal: null })

    expect((await marked()).sort()).toEqual(keys)
    expect(processes.flatMap(({ lines }) => lines)).toEqual(['working', 'working'])
  })
})
