import type { Emulator } from '../../../src/emulator/start-emulator'
import type { Staff } from './staff'

/** A take-over at the worst moment: the bot has thought, and its words are not there yet. */
export interface Race {
  user: string
  openKfid: string
  /** `look`: as the bot asks who serves; `send`: when its words are already on their way. */
  at: 'look' | 'send'
  /** Whether WeCom tells of it; if not, the bot has to find out. */
  told: boolean
  /** Set when it happened. */
  takenAt: Date | null
  /** How many messages the owner had then. */
  receivedBefore: number
}

/** Takes the talk of an owner who is expected, in the very call by which the bot was about to speak. */
export function createRaces(wecom: Emulator, staff: Pick<Staff, 'onDuty'>) {
  const all: Race[] = []
  const waiting = new Map<string, Race>()
  const PATHS = { look: 'kf/service_state/get', send: 'kf/send_msg' }

  wecom.beforeCall(({ path, body }) => {
    const { touser, external_userid } = (body ?? {}) as { touser?: string; external_userid?: string }
    const race = waiting.get(touser ?? external_userid ?? '')
    if (!race || path !== PATHS[race.at]) return
    const { state } = wecom.session(race.openKfid, race.user)
    const somebody = staff.onDuty(race.openKfid)
    if (state > 1 || somebody === null) return
    waiting.delete(race.user)
    race.receivedBefore = wecom.resident(race.user, race.openKfid).received.length
    wecom.servicer(somebody).takeFromBot(race.openKfid, race.user, { told: race.told, onItsWay: race.at === 'send' })
    race.takenAt = new Date(wecom.session(race.openKfid, race.user).changedAt)
  })

  return {
    all,
    expect(given: Pick<Race, 'user' | 'openKfid' | 'at' | 'told'>): void {
      const race = { ...given, takenAt: null, receivedBefore: 0 }
      all.push(race)
      waiting.set(race.user, race)
    },
  }
}
