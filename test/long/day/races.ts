import type { Emulator } from '../../../src/emulator/start-emulator'
import type { Staff } from './staff'

/** A take-over at the worst moment: the bot has thought, and its words are not there yet. */
export interface Race {
  user: string
  openKfid: string
  /**
   * `pull`: as the owner's words are fetched, before the bot thinks about them; `look`: it has thought and asks who serves;
   * `send`: its words are already on their way.
   */
  at: 'pull' | 'look' | 'send'
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
  const PATHS = { pull: 'kf/sync_msg', look: 'kf/service_state/get', send: 'kf/send_msg' }

  wecom.beforeCall(({ path, body }) => {
    const call = (body ?? {}) as { touser?: string; external_userid?: string; open_kfid?: string }
    for (const race of [...waiting.values()]) {
      const meant =
        race.at === 'pull' ? call.open_kfid === race.openKfid : (call.touser ?? call.external_userid) === race.user
      if (meant && path === PATHS[race.at]) takeOver(race)
    }
  })

  function takeOver(race: Race): void {
    const { state } = wecom.session(race.openKfid, race.user)
    const somebody = staff.onDuty(race.openKfid)
    if (state > 1 || somebody === null) return
    waiting.delete(race.user)
    race.receivedBefore = wecom.resident(race.user, race.openKfid).received.length
    const how = { told: race.told, onItsWay: race.at === 'send' }
    wecom.servicer(somebody).takeFromBot(race.openKfid, race.user, how)
    race.takenAt = new Date(wecom.session(race.openKfid, race.user).changedAt)
  }

  return {
    all,
    expect(given: Pick<Race, 'user' | 'openKfid' | 'at' | 'told'>): void {
      const race = { ...given, takenAt: null, receivedBefore: 0 }
      all.push(race)
      waiting.set(race.user, race)
    },
  }
}
