import { z } from 'zod'
import { ApiError } from '../api-error'
import { setReceiving } from '../servicer'
import type { KfState } from '../session'
import { mayMove, moveTo } from '../session'
import type { Account, World } from '../world'
import type { Answer, Call, Route } from './route'
import { fields } from './route'

const Who = z.object({ open_kfid: z.string(), external_userid: z.string() })
const Transition = Who.extend({
  service_state: z.number().int().min(0).max(4),
  servicer_userid: z.string().optional(),
})
const TRANS = 'kf/service_state/trans'

/** §5.14. Changes made here produce no event; the caller has to remember them. */
export function serviceStateRoutes(world: World): Route[] {
  return [
    { method: 'POST', path: 'kf/service_state/get', handle: get },
    { method: 'POST', path: TRANS, handle: trans },
  ]

  function get(call: Call): Answer {
    const request = fields(Who, call.body)
    const account = world.account(request.open_kfid, 'kf/service_state/get')
    const session = world.sessionOfCall(account, request.external_userid, 'kf/service_state/get')
    return { service_state: session.state, ...(session.state === 3 ? { servicer_userid: session.servicer } : {}) }
  }

  function trans(call: Call): Answer {
    const request = fields(Transition, call.body)
    const account = world.account(request.open_kfid, TRANS)
    const session = world.sessionOfCall(account, request.external_userid, TRANS)
    const from = session.state
    const to = request.service_state as KfState
    if (from === 4) throw new ApiError(95013)
    if (!account.managePrivilege || !mayMove(from, to, world.settings.unverified)) {
      world.violations.note('transition-not-allowed', `${from} to ${to}`, TRANS)
      throw new ApiError(95016)
    }
    const servicer = to === 3 ? receivingServicer(account, request.servicer_userid) : null
    moveTo(session, to, servicer, world.now())
    if (to === 2 && !session.poolCodeGiven) {
      session.poolCodeGiven = true
      return { msg_code: world.codes.give('pool', session, world.now()) }
    }
    if (to === 3 && !session.humanCodeGiven) {
      session.humanCodeGiven = true
      return { msg_code: world.codes.give('assigned', session, world.now()) }
    }
    return to === 4 ? { msg_code: world.codes.give('end', session, world.now()) } : {}
  }

  function receivingServicer(account: Account, userid: string | undefined): string {
    if (!userid) throw new ApiError(40058, 'servicer_userid')
    const entry = world.servicer(account, userid)
    const member = world.member(userid)
    if (!entry || !member.activated) throw new ApiError(95014)
    if (!member.visible) throw new ApiError(60030)
    if (world.faults.strike('servicerLeaves', TRANS)) setReceiving(world, account, entry, false)
    if (!entry.receiving) throw new ApiError(95019)
    return entry.userid
  }
}
