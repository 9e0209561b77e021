import { ApiError } from './api-error'
import { deliverToResident } from './deliver-to-resident'
import type { Session } from './session'
import { moveTo } from './session'
import type { Account, ServicerEntry, World } from './world'

/** A member of staff in the WeCom client, taking and leaving sessions (§5.9). Acts the client would not offer throw. */
export class Servicer {
  constructor(
    private readonly world: World,
    readonly userid: string,
  ) {}

  /** On or off duty, with every account this person serves. `paused` is the client's 暂时挂起. */
  setReceiving(receiving: boolean, options: { paused?: boolean; openKfid?: string } = {}): void {
    for (const account of this.world.accounts.values()) {
      if (options.openKfid && account.openKfid !== options.openKfid) continue
      const entry = this.world.servicer(account, this.userid)
      if (entry) setReceiving(this.world, account, entry, receiving, options.paused)
    }
  }

  isReceiving(openKfid: string): boolean {
    const account = this.world.accounts.get(openKfid)
    return account !== undefined && this.world.servicer(account, this.userid)?.receiving === true
  }

  /** Takes the resident out of the waiting pool. */
  pick(openKfid: string, user: string): void {
    const { account, session, entry } = this.at(openKfid, user)
    if (session.state !== 2) throw new Error(`${user} is not in the pool but in state ${session.state}`)
    if (!entry.receiving) throw new Error(`${this.userid} is not receiving`)
    moveTo(session, 3, entry.userid, this.world.now())
    const code = session.humanCodeGiven
      ? {}
      : { msg_code: this.world.codes.give('assigned', session, this.world.now()) }
    session.humanCodeGiven = true
    this.changed(account, session, { change_type: 1, new_servicer_userid: entry.userid, ...code })
  }

  /**
   * Takes a talk that the assistant serves. No page says whether the client tells the app of it [unverified]: `told` brings a
   * change_type 1, else nothing is told, as when another program of the company moves the session (§5.14). `onItsWay`: a
   * message of the bot had left already and could not know.
   */
  takeFromBot(openKfid: string, user: string, how: { told: boolean; onItsWay: boolean }): void {
    const { account, session, entry } = this.at(openKfid, user)
    if (session.state > 1) throw new Error(`${user} is not with the assistant but in state ${session.state}`)
    moveTo(session, 3, entry.userid, this.world.now())
    session.overtaken = how.onItsWay ? true : undefined
    if (how.told) this.changed(account, session, { change_type: 1, new_servicer_userid: entry.userid })
  }

  /** Writes to the resident; in an ended session or a colleague's it takes the session over first. */
  say(openKfid: string, user: string, text: string): string {
    const { account, session, entry } = this.at(openKfid, user)
    if (session.state < 3) throw new Error(`${this.userid} does not see ${user} in state ${session.state}`)
    if (session.lastResidentAt === null) throw new Error(`${user} has never written`)
    const before = session.servicer
    if (session.state === 4 || before !== entry.userid) {
      moveTo(session, 3, entry.userid, this.world.now())
      const change = { change_type: 4, old_servicer_userid: before ?? entry.userid, new_servicer_userid: entry.userid }
      this.changed(account, session, change)
    }
    return this.write(account, session, 'text', { content: text }, text)
  }

  /** Any other message a servicer can send: image, link, msgmenu … */
  send(openKfid: string, user: string, msgtype: string, payload: Record<string, unknown>): string {
    const { account, session } = this.serving(openKfid, user)
    return this.write(account, session, msgtype, payload, `[${msgtype}]`)
  }

  transfer(openKfid: string, user: string, to: string): void {
    const { account, session, entry } = this.serving(openKfid, user)
    const colleague = this.world.servicer(account, to)
    if (!colleague?.receiving) throw new Error(`${to} is no receiving servicer of ${openKfid}`)
    moveTo(session, 3, colleague.userid, this.world.now())
    const change = { change_type: 2, old_servicer_userid: entry.userid, new_servicer_userid: colleague.userid }
    this.changed(account, session, change)
  }

  end(openKfid: string, user: string): void {
    const { account, session, entry } = this.serving(openKfid, user)
    moveTo(session, 4, null, this.world.now())
    const msg_code = this.world.codes.give('end', session, this.world.now())
    this.changed(account, session, { change_type: 3, old_servicer_userid: entry.userid, msg_code })
  }

  /** Takes back one of this servicer's messages. */
  recall(openKfid: string, user: string, msgid: string): void {
    const { account } = this.at(openKfid, user)
    const message = this.world.resident(user).received.find((one) => one.msgid === msgid)
    if (message) message.recalled = true
    const what = { external_userid: user, recall_msgid: msgid, servicer_userid: this.userid }
    this.world.event(account, { event_type: 'servicer_recall_msg', ...what })
  }

  /** Blocks the resident, or lets them write again. */
  reject(openKfid: string, user: string, rejecting: boolean): void {
    const { account } = this.at(openKfid, user)
    const what = { servicer_userid: this.userid, external_userid: user, reject_switch: rejecting ? 1 : 0 }
    this.world.event(account, { event_type: 'reject_customer_msg_switch_change', ...what })
  }

  private at(openKfid: string, user: string): { account: Account; session: Session; entry: ServicerEntry } {
    const account = this.world.accounts.get(openKfid)
    if (!account) throw new ApiError(95004)
    const entry = this.world.servicer(account, this.userid)
    if (!entry) throw new Error(`${this.userid} is no servicer of ${openKfid}`)
    return { account, session: this.world.session(account, user), entry }
  }

  private serving(openKfid: string, user: string): ReturnType<Servicer['at']> {
    const found = this.at(openKfid, user)
    const { state, servicer } = found.session
    if (state !== 3 || servicer !== found.entry.userid)
      throw new Error(`${this.userid} does not serve ${user} (state ${state}, ${servicer ?? 'nobody'})`)
    return found
  }

  private changed(account: Account, session: Session, change: Record<string, unknown>): void {
    this.world.event(account, { event_type: 'session_status_change', external_userid: session.user, ...change })
  }

  private write(account: Account, session: Session, msgtype: string, payload: object, text: string): string {
    const msgid = this.world.write(account, {
      open_kfid: account.openKfid,
      external_userid: session.user,
      origin: 5,
      servicer_userid: this.userid,
      msgtype,
      [msgtype]: payload,
    })
    deliverToResident(this.world, account, session.user, msgid, { msgtype, text, menu: [], payload }, 'servicer')
    return msgid
  }
}

/** The event counts 1 receiving, 2 stopped; `servicer/list` counts 0 and 1 (the trap of §5.4). */
export function setReceiving(
  world: World,
  account: Account,
  entry: ServicerEntry,
  receiving: boolean,
  paused = false,
): void {
  entry.receiving = receiving
  entry.stopType = paused ? 1 : 0
  const status = receiving ? { status: 1 } : { status: 2, stop_type: entry.stopType }
  world.event(account, { event_type: 'servicer_status_change', servicer_userid: entry.userid, ...status })
}
