import { z } from 'zod'
import { ApiError } from '../api-error'
import { deliverToResident } from '../deliver-to-resident'
import { MESSAGES_PER_QUESTION } from '../session'
import type { World } from '../world'
import { readKfMessage } from './kf-message'
import { readMsgid, refuseReuse, remember } from './msgid'
import type { Answer, Call, Route } from './route'
import { fields } from './route'

const PATH = 'kf/send_msg_on_event'
const Request = z.looseObject({ code: z.string().min(1), msgtype: z.string() })
const ENTRIES = 10

/** The one message a code pays for (§5.13). A refused message leaves the code unspent. */
export function sendMsgOnEventRoute(world: World): Route {
  return { method: 'POST', path: PATH, handle }

  function handle(call: Call): Answer {
    const request = fields(Request, call.body)
    const { code: _code, ...content } = request
    const msgid = readMsgid(world, request, PATH)
    const { scene, session, spend } = world.codes.check(request.code, request.msgtype, world.now())
    const account = world.account(session.openKfid, PATH)
    const message = readKfMessage(world, request, PATH, ENTRIES)
    refuseReuse(world, account, msgid, content, PATH)
    if (world.settings.unverified.codeMessagesCount) {
      if (session.sends >= MESSAGES_PER_QUESTION) throw new ApiError(95001)
      session.sends += 1
    }
    spend()
    remember(account, msgid, content)
    if (scene === 'welcome') session.welcomedAt = world.now()
    deliverToResident(world, account, session.user, msgid, message, 'event')
    return { msgid }
  }
}
