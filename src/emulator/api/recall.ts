import { z } from 'zod'
import { ApiError } from '../api-error'
import type { World } from '../world'
import type { Answer, Call, Route } from './route'
import { fields } from './route'

const Request = z.object({ msgid: z.string(), open_kfid: z.string() })
const TWO_MINUTES_MS = 120_000

/** §5.16. Whether the WeCom edition has this call at all is unverified: `recallSupported`. */
export function recallRoute(world: World): Route {
  return { method: 'POST', path: 'kf/recall_msg', handle }

  function handle(call: Call): Answer {
    if (!world.settings.unverified.recallSupported) throw new ApiError(48002)
    const { msgid, open_kfid } = fields(Request, call.body)
    const account = world.account(open_kfid, 'kf/recall_msg')
    const message = [...world.residents.values()]
      .flatMap((resident) => resident.received)
      .find((one) => one.msgid === msgid && one.openKfid === account.openKfid && one.via !== 'servicer')
    if (!message) throw new ApiError(95028)
    if (world.now() - message.at.getTime() > TWO_MINUTES_MS) throw new ApiError(95029)
    message.recalled = true
    return {}
  }
}
