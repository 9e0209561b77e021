import { join } from 'node:path'
import { startEmulator } from '../../src/emulator/start-emulator'
import type { Emulator } from '../../src/emulator/start-emulator'
import { createTestDatabase } from '../support/database'
import type { TestDatabase } from '../support/database'
import { killPrograms } from '../support/program'
import { SharedClock } from '../support/shared-clock'
import { temporaryFolder } from '../support/temporary'
import { auditDay } from './day/audit'
import { startFront } from './day/front'
import type { Front } from './day/front'
import { api, standBehind, startShouwen } from './day/shouwen-processes'
import type { Shouwen } from './day/shouwen-processes'
import { simulateDay } from './day/simulate'

/** `OWNERS=30 npm run test:long` for a quick look; `SEED` for another day. */
const OWNERS = Number(process.env.OWNERS ?? 300)
const STAFF = 20
const SEED = Number(process.env.SEED ?? 20261123)
const MORNING = '2026-11-23T07:00:00+08:00'

let store: TestDatabase
let wecom: Emulator
let front: Front
let clock: SharedClock
const timeFile = join(temporaryFolder(), 'time')

beforeAll(async () => {
  clock = new SharedClock(timeFile, MORNING)
  store = await createTestDatabase()
  front = await startFront()
  wecom = await startEmulator({
    clock,
    seed: SEED,
    callbackUrl: `${front.url}/wecom/callback`,
    // Real time is this machine's affair, and it may be slow: sixty owners write at the same instant, twice each.
    limits: { blockedGraceMs: 2_000, callbackTimeoutMs: 30_000 },
  })
  wecom.addAccount({ openKfid: 'wkEmulator0002', name: '阳光花园物业' })
  wecom.addServicerDepartment('wkEmulator0002', 7)
})
afterAll(async () => {
  await killPrograms()
  await wecom.close()
  await front.close()
  await store.close()
  clock.close()
})

it('serves 300 owners and 20 staff for a day of faults in two processes: nothing lost, doubled or out of order, and silent while a person serves', async () => {
  const started = performance.now()
  const errors: string[] = []
  const accounts = ['wkEmulator0001', 'wkEmulator0002']
  const env = { ...wecom.env, DATABASE_URL: store.url, DATA_DIR: temporaryFolder(), PUBLIC_URL: front.url }
  const begin = () => startShouwen(timeFile, env)
  const processes: (Shouwen | null)[] = await Promise.all([begin(), begin()])
  standBehind(front, processes)
  const accepts = { won: 0, lost: 0, refused: 0, both: 0 }

  const end = async (index: number, how: 'kill' | 'stop') => {
    const { program } = processes[index]!
    processes[index] = null
    standBehind(front, processes)
    errors.push(...program.lines.slice(1))
    if (how === 'kill') return void (await program.kill('SIGKILL'))
    program.child.stdin!.end()
    expect((await program.ended).code).toBe(0)
  }
  const revive = async (index: number) => {
    processes[index] = await begin()
    standBehind(front, processes)
  }
  /**
   * Two people at two processes take the same waiting talk: one gets it. (The second may be told 200 as well when WeCom refused
   * the first, or gave the talk to the second; that nobody took a talk somebody held is the audit's affair.)
   */
  const acceptWaiting = async () => {
    const { body } = await api(processes[0]!.url, 'GET', '/api/v1/handoffs?status=waiting&limit=500')
    const team = (user: string) => (Number(user.slice(-1)) % 2 === 0 ? ['staff00', 'staff01'] : ['staff10', 'staff11'])
    for (const { id, user } of body.items as { id: string; user: string }[]) {
      const answers = await Promise.all(
        team(user).map((by, index) => api(processes[index]!.url, 'POST', `/api/v1/handoffs/${id}/accept`, { by })),
      )
      for (const { status } of answers) accepts[status === 200 ? 'won' : status === 409 ? 'lost' : 'refused'] += 1
      if (answers.every(({ status }) => status === 200)) accepts.both += 1
    }
  }

  const day = await simulateDay({
    seed: SEED,
    ownerCount: OWNERS,
    staffCount: STAFF,
    clock,
    db: store.db,
    wecom,
    accounts,
    interludes: [
      { minute: 100, run: acceptWaiting },
      { minute: 200, run: acceptWaiting },
      // In the middle of its work, then a new one; later the other is replaced as an operator does it.
      { minute: 420, run: () => end(1, 'kill') },
      { minute: 440, run: () => revive(1) },
      { minute: 540, run: () => end(0, 'stop') },
      { minute: 548, run: () => revive(0) },
      // The whole house when the water fails.
      { minute: 720, run: () => end(0, 'kill') },
      { minute: 728, run: () => revive(0) },
    ],
  })

  const audit = await auditDay({ url: processes[0]!.url, db: store.db, wecom, accounts, ...day })
  for (const one of processes) errors.push(...(one?.program.lines.slice(1) ?? []))
  const races = day.races.filter(({ takenAt }) => takenAt !== null)
  const fired: Record<string, number> = {}
  for (const { kind } of wecom.faults.fired) fired[kind] = (fired[kind] ?? 0) + 1
  print({
    ...audit.counts,
    ...prefixed('owners: ', day.acts),
    ...prefixed('staff: ', day.staff),
    ...prefixed('console accepts: ', accepts),
    'take-overs as the words were fetched': races.filter(({ at }) => at === 'pull').length,
    'take-overs as the bot looked': races.filter(({ at }) => at === 'look').length,
    'take-overs as its words were on their way': races.filter(({ at }) => at === 'send').length,
    'take-overs nobody told us of': races.filter(({ told }) => !told).length,
    ...prefixed('fault ', fired),
    'rules of WeCom broken': wecom.violations.length,
    'errors logged': errors.length,
    'real seconds': Math.round((performance.now() - started) / 1000),
  })

  // Not a fault in itself: a refusal that an administrator should hear of is logged as one.
  for (const line of errors.slice(0, 20)) process.stdout.write(`  logged: ${line.slice(0, 3_000)}\n`)
  expect({ ...audit, violations: wecom.violations }).toMatchObject({
    violations: [],
    lost: [],
    doubled: [],
    outOfOrder: [],
    saidWhileAPersonServed: [],
    unsettled: [],
  })
  expect(audit.chain).toMatchObject({ ok: true })
  // The race was run (among many owners in every way), and each time the bot had thought, its words stayed unsaid.
  expect(new Set(races.map(({ at }) => at)).size).toBeGreaterThanOrEqual(OWNERS >= 100 ? 3 : 1)
  expect(audit.counts['bot words dropped for a person']).toBeGreaterThanOrEqual(
    races.filter(({ at }) => at !== 'pull').length,
  )
  // Four minutes on a quiet machine with two cores; a busy one may take its time.
}, 1_800_000)

function prefixed(prefix: string, counts: object): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [`${prefix}${name}`, Number(count)]))
}

function print(table: Record<string, number>): void {
  const width = Math.max(...Object.keys(table).map(({ length }) => length))
  const lines = Object.entries(table).map(([name, count]) => `  ${name.padEnd(width)} ${String(count).padStart(7)}`)
  process.stdout.write(`\nA day of ${OWNERS} owners and ${STAFF} staff, seed ${SEED}\n${lines.join('\n')}\n`)
}
