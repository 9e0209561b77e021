import type { SeededRandom } from '../../../src/emulator/random'
import type { Emulator } from '../../../src/emulator/start-emulator'

export interface Staff {
  /** Who is on duty at this minute (0 is 07:00), told to WeCom where it changed. */
  keepShifts(minute: number): void
  /** Everybody looks at their talks, and does what they had in mind for this minute. */
  act(minute: number): void
  /** Somebody receiving at this account, or null. */
  onDuty(openKfid: string): string | null
  readonly counts: { said: number; ended: number; picked: number; transferred: number; slow: number }
}

const WORDS = [
  '您好，我是值班同事，正在为您查看',
  '已经联系师傅了，半小时内到',
  '这件事我来跟进，请放心',
  '好的，已经登记',
]

/** Twenty people in two teams, in shifts, who answer, transfer, pick from the pool and end, each in their own time. */
export function createStaff(deps: {
  wecom: Emulator
  accounts: readonly string[]
  owners: readonly { user: string; openKfid: string }[]
  people: readonly { userid: string; openKfid: string }[]
  random: SeededRandom
}): Staff {
  const { wecom, owners, people, random } = deps
  const plans = new Map<string, { says: number[]; end: number; transfer: boolean }>()
  const counts = { said: 0, ended: 0, picked: 0, transferred: 0, slow: 0 }

  function keepShifts(minute: number): void {
    people.forEach(({ userid, openKfid }, index) => {
      const place = index % 10
      // The second team goes all together: who asks for a person then waits in the pool, for a department is on its list.
      const lunch = minute >= 300 && minute < 360 && (place % 2 === 0 || index >= 10)
      const wanted =
        minute >= 90 && minute < 660 ? place < 8 && !lunch : minute >= 660 && minute < 900 ? place === 8 : false
      // A servicer who left in the middle of a hand-over (a fault) comes back with this, too.
      const person = wecom.servicer(userid)
      if (person.isReceiving(openKfid) !== wanted) person.setReceiving(wanted, { openKfid, paused: lunch })
    })
  }

  function onDuty(openKfid: string): string | null {
    const there = people.filter((one) => one.openKfid === openKfid && wecom.servicer(one.userid).isReceiving(openKfid))
    return there.length === 0 ? null : there[Math.floor(random.next() * there.length)]!.userid
  }

  function act(minute: number): void {
    for (const { user, openKfid } of owners) {
      const { state, servicer } = wecom.session(openKfid, user)
      if (state === 2) pick(openKfid, user)
      else if (state === 3 && servicer !== null) serve(openKfid, user, servicer, minute)
      else plans.delete(user)
    }
  }

  function pick(openKfid: string, user: string): void {
    const somebody = onDuty(openKfid)
    if (somebody === null || random.next() < 0.3) return
    wecom.servicer(somebody).pick(openKfid, user)
    counts.picked += 1
  }

  function serve(openKfid: string, user: string, userid: string, minute: number): void {
    const plan = plans.get(user) ?? planFrom(minute)
    plans.set(user, plan)
    const person = wecom.servicer(userid)
    while (plan.says.length > 0 && plan.says[0]! <= minute) {
      plan.says.shift()
      person.say(openKfid, user, WORDS[Math.floor(random.next() * WORDS.length)]!)
      counts.said += 1
    }
    if (plan.transfer && plan.says.length === 0) {
      const colleague = onDuty(openKfid)
      plan.transfer = false
      if (colleague !== null && colleague !== userid) {
        person.transfer(openKfid, user, colleague)
        counts.transferred += 1
        return
      }
    }
    if (minute < plan.end) return
    person.end(openKfid, user)
    plans.delete(user)
    counts.ended += 1
  }

  /** Most answer within minutes; some take an hour, and the bot must be silent all the while. */
  function planFrom(minute: number): { says: number[]; end: number; transfer: boolean } {
    const slow = random.next() < 0.1
    if (slow) counts.slow += 1
    const first = minute + (slow ? 60 : 1 + Math.floor(random.next() * 6))
    const second = first + 2 + Math.floor(random.next() * 8)
    return { says: [first, second], end: second + 1 + Math.floor(random.next() * 10), transfer: random.next() < 0.15 }
  }

  return { keepShifts, act, onDuty, counts }
}
