import { z } from 'zod'
import { ApiError } from '../api-error'
import { MESSAGES_PER_QUESTION, isWithin48Hours, moveTo } from '../session'
import type { Session } from '../session'
import type { Account, World } from '../world'
import { deliverToResident } from '../deliver-to-resident'
import { readKfMessage } from './kf-message'
import { readMsgid, refuseReuse, remember } from './msgid'
import type { Answer, Call, Route } from './route'
import { fields } from './route'

const PATH = 'kf/send_msg'
const Request = z.looseObject({ touser: z.string(), open_kfid: z.string(), msgtype: z.string() })

/** `kf/send_msg` (§5.11): states 0 and 1, 48 hours, five for each message of the resident. Accepted is not delivered. */
export function sendMsgRoute(world: World): Route {
  return { method: 'POST', path: PATH, alone: oneAfterTheOther, handle }

  function handle(call: Call): Answer {
    const request = fields(Request, call.body)
    const account = world.account(request.open_kfid, PATH)
    const session = world.sessionOfCall(account, request.touser, PATH)
    const msgid = readMsgid(world, request, PATH)
    const content = readKfMessage(world, request, PATH)
    const duplicateFirst = world.settings.unverified.duplicateCheck === 'first'
    if (duplicateFirst) refuseReuse(world, account, msgid, request, PATH)
    checkWindow(account, session, msgid)
    if (!duplicateFirst) refuseReuse(world, account, msgid, request, PATH)

    remember(account, msgid, request)
    session.sends += 1
    if (session.state === 0) moveTo(session, 1, null, world.now())
    const failure = world.faults.strike('sendFail', PATH)
    if (failure) {
      const fail = { external_userid: session.user, fail_msgid: msgid, fail_type: failure.failType ?? 10 }
      world.event(account, { event_type: 'msg_send_fail', ...fail })
    } else {
      deliverToResident(world, account, session.user, msgid, content, 'send_msg')
    }
    return { msgid }
  }

  function checkWindow(account: Account, session: Session, msgid: string): void {
    const sinceMove = `${world.now() - session.changedAt} ms after the change`
    if (session.lastResidentAt !== null && !isWithin48Hours(session, world.now())) {
      world.violations.note('outside-48-hours', session.user, PATH)
      throw new ApiError(95002)
    }
    if (session.state === 2 || session.state === 3 || !account.managePrivilege) {
      if (session.overtaken === true) session.overtaken = msgid
      // The same message again, because the answer was lost, is still the one that was overtaken.
      if (session.overtaken !== msgid)
        world.violations.note('sent-while-staff-serve', `${session.user} in state ${session.state}, ${sinceMove}`, PATH)
      throw new ApiError(95018)
    }
    if (session.state === 4) {
      world.violations.note('sent-after-end', `${session.user}, ${sinceMove}`, PATH)
      throw new ApiError(world.settings.unverified.sendAfterEndErrcode)
    }
    if (session.sends >= MESSAGES_PER_QUESTION) {
      world.violations.note('more-than-five-messages', session.user, PATH)
      throw new ApiError(95001)
    }
  }
}

/** The same msgid twice at once is a retry after a lost answer and disturbs no order. */
function oneAfterTheOther(call: Call): ReturnType<NonNullable<Route['alone']>> {
  const { open_kfid, touser, msgid } = (call.body ?? {}) as Record<string, unknown>
  return { key: `${open_kfid} ${touser}`, same: typeof msgid === 'string' ? msgid : '', rule: 'concurrent-sends' }
}
