import { setImmediate as breathe } from 'node:timers/promises'
import { SeededRandom } from '../../../src/emulator/random'
import type { Emulator } from '../../../src/emulator/start-emulator'
import type { Database } from '../../../src/platform/database/open-database'
import type { SharedClock } from '../../support/shared-clock'
import { faultsAt } from './faults'
import { planVisits } from './owners'
import type { OwnerAct } from './owners'
import { createRaces } from './races'
import type { Race } from './races'
import { createStaff } from './staff'
import type { Staff } from './staff'
import { createTime } from './quiet'

export interface Owner {
  user: string
  openKfid: string
}

export interface Day {
  owners: Owner[]
  acts: Record<string, number>
  staff: Staff['counts']
  races: Race[]
}

/** Something that happens to the processes or is done in the console at its minute. */
export interface Interlude {
  minute: number
  run(): Promise<void>
}

/** As often as the product itself looks whether a callback was lost; after ten minutes without a look it would take it for a long stop. */
const STEP_MINUTES = 5
const MINUTES = 24 * 60

/** A day from 07:00 to 07:00: owners write, staff serve, things break, and the clock goes on when all is done. */
export async function simulateDay(deps: {
  seed: number
  ownerCount: number
  staffCount: number
  clock: SharedClock
  db: Database
  wecom: Emulator
  accounts: readonly string[]
  interludes: readonly Interlude[]
}): Promise<Day> {
  const { clock, wecom, accounts } = deps
  const random = new SeededRandom(deps.seed)
  const owners = Array.from({ length: deps.ownerCount }, (_, index) => ({
    user: `wmDay${String(index).padStart(4, '0')}`,
    openKfid: accounts[index % accounts.length]!,
  }))
  const people = Array.from({ length: deps.staffCount }, (_, index) => ({
    userid: `staff${String(index).padStart(2, '0')}`,
    openKfid: accounts[Math.floor(index / 10) % accounts.length]!,
  }))
  for (const { userid, openKfid } of people) wecom.addServicer(openKfid, userid)
  const time = createTime(deps)
  const staff = createStaff({ wecom, accounts, owners, people, random: new SeededRandom(deps.seed + 1) })
  const races = createRaces(wecom, staff)
  const begin = clock.now().getTime()
  const at = (minute: number, offsetMs = 0) => new Date(begin + minute * 60_000 + offsetMs)
  const agenda = planVisits(deps.ownerCount, random)
    .flatMap(({ owner, minute, acts }) =>
      acts.map((act, index) => ({ owner: owners[owner]!, minute: minute + index * (2 + (owner % 4)), act })),
    )
    .map((entry) => ({ ...entry, offsetMs: Math.floor(random.next() * 8_000) }))
  const acts: Record<string, number> = {}
  const interludes = [...deps.interludes]

  for (let minute = 0; minute <= MINUTES; minute += STEP_MINUTES) {
    await time.passUntil(at(minute))
    wecom.faults.clear()
    wecom.faults.set(faultsAt(minute))
    staff.keepShifts(minute)
    staff.act(minute)
    const due = agenda
      .filter((entry) => entry.minute >= minute && entry.minute < minute + STEP_MINUTES)
      .sort((a, b) => a.offsetMs - b.offsetMs)
    const interlude = interludes.find((one) => one.minute >= minute && one.minute < minute + STEP_MINUTES)
    const done = interlude?.run()
    for (const { owner, act, offsetMs } of due) {
      clock.set(at(minute, offsetMs))
      acts[act.kind] = (acts[act.kind] ?? 0) + 1
      await perform(owner, act)
      // So that the processes' calls are answered between two owners.
      await breathe()
    }
    await done
  }
  wecom.faults.clear()
  // A quarter of an hour without faults: reconciliation brings in what lost callbacks left behind.
  for (let extra = 1; extra <= 4; extra += 1) await time.passUntil(at(MINUTES + extra * STEP_MINUTES))
  return { owners, acts, staff: staff.counts, races: races.all }

  async function perform({ user, openKfid }: Owner, act: OwnerAct): Promise<void> {
    const resident = wecom.resident(user, openKfid)
    switch (act.kind) {
      case 'text':
        await resident.text(act.text)
        return
      case 'burst':
        for (const text of act.texts) await resident.text(text)
        return
      case 'race':
        races.expect({ user, openKfid, at: act.at, told: act.told })
        await resident.text(act.text)
        return
      case 'enter':
        await resident.enter()
        return
      case 'image':
      case 'voice':
      case 'location':
        await resident[act.kind]()
        return
      case 'tap': {
        const entry = resident.received
          .flatMap(({ menu }) => menu)
          .filter(({ type }) => type === 'click')
          .at(-1)
        if (entry) await resident.tapMenu(entry.id ?? entry.label)
        else await resident.text('好')
        return
      }
      case 'recall': {
        const last = wecom
          .log(openKfid)
          .filter((item) => item.origin === 3 && item.external_userid === user)
          .at(-1)
        if (last) await resident.recall(String(last.msgid))
      }
    }
  }
}
