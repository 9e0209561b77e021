import { z } from 'zod'
import { ApiError } from '../api-error'
import type { World } from '../world'
import type { LogItem } from '../sync-log'
import type { Answer, Call, Route } from './route'
import { fields } from './route'

const DAY_S = 86_400
const Request = z.object({
  open_kfid: z.string().optional(),
  servicer_userid: z.string().optional(),
  start_time: z.number().int(),
  end_time: z.number().int(),
})

/** §5.17, counts only: rates that are undefined are absent, satisfaction stays empty for API-managed accounts. */
export function statisticRoutes(world: World): Route[] {
  return [
    { method: 'POST', path: 'kf/get_corp_statistic', handle: (call) => statistic(call) },
    { method: 'POST', path: 'kf/get_servicer_statistic', handle: (call) => statistic(call) },
  ]

  function statistic(call: Call): Answer {
    const request = fields(Request, call.body)
    const today = Math.floor(world.now() / 1000 / DAY_S) * DAY_S
    const days = Math.floor((request.end_time - request.start_time) / DAY_S) + 1
    if (days < 1 || days > 31 || request.end_time >= world.now() / 1000 || request.start_time < today - 180 * DAY_S)
      throw new ApiError(40058, 'start_time')
    const accounts = request.open_kfid ? [world.account(request.open_kfid, call.path)] : [...world.accounts.values()]
    const items = accounts.flatMap((account) => account.log.items)
    return {
      statistic_list: Array.from({ length: days }, (_, index) => {
        const from = request.start_time + index * DAY_S
        const day = items.filter((item) => item.send_time >= from && item.send_time < from + DAY_S)
        return { stat_time: from, statistic: count(day, request.servicer_userid) }
      }),
    }
  }
}

function count(items: LogItem[], servicer: string | undefined): Record<string, number> {
  const fromResidents = items.filter((item) => item.origin === 3)
  const customers = new Set(fromResidents.map((item) => item.external_userid)).size
  if (!servicer) return { session_cnt: customers, customer_cnt: customers, customer_msg_cnt: fromResidents.length }
  const own = items.filter((item) => item.origin === 5 && item.servicer_userid === servicer)
  const served = new Set(own.map((item) => item.external_userid)).size
  return { session_cnt: served, customer_cnt: served, customer_msg_cnt: fromResidents.length }
}
