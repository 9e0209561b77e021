import type { FaultOrders } from '../../../src/emulator/faults'

/** What is wrong at this minute of the day (0 is 07:00): something always is, some hours are worse. */
export function faultsAt(minute: number): FaultOrders {
  const always: FaultOrders = {
    doubleCallback: { probability: 0.15, fresh: true },
    reorderedCallback: { probability: 0.05 },
    lostCallback: { probability: 0.06 },
    emptyPage: { on: 'sync_msg', probability: 0.05 },
    shortPage: { on: 'sync_msg', probability: 0.1 },
    omitEmpty: { probability: 0.4 },
    oddErrmsg: { probability: 0.1 },
    msgTokenDeath: { probability: 0.03 },
    sendFail: { on: 'kf/send_msg', probability: 0.005 },
    ...(minute % 60 === 0 ? { tokenDeath: [{ times: 1 }, { times: 1, skip: 20, errcode: 42001 }] } : {}),
  }
  if (minute >= 300 && minute < 310)
    return { ...always, errcode: EVERYTHING.map((on) => ({ on, errcode: 60020, probability: 1 })) }
  // Before the shop opens, and late: somebody else's program has used up the minute.
  if (LIMITED.includes(minute)) return { ...always, rateLimit: LIMITED_CALLS.map((on) => ({ on, times: 1 })) }
  if (Math.floor(minute / 60) % 2 === 0) return always
  return {
    ...always,
    busy: { probability: 0.03 },
    reset: [{ on: 'kf/send_msg', when: 'after', probability: 0.06 }, { probability: 0.01 }],
    badGateway: { probability: 0.01 },
    malformed: [{ on: 'kf/send_msg', when: 'after', probability: 0.03 }, { probability: 0.01 }],
    slow: { probability: 0.1, ms: 60 },
    hang: { on: 'kf/send_msg', when: 'after', times: 1, skip: 30, ms: 6_000 },
    servicerLeaves: { times: 1 },
  }
}

/** For ten minutes somebody has taken our address from the list. */
const EVERYTHING = [
  'kf/sync_msg',
  'kf/send_msg',
  'kf/send_msg_on_event',
  'kf/service_state/get',
  'kf/service_state/trans',
  'kf/servicer/list',
  'message/send',
]

const LIMITED = [40, 880, 1200]
const LIMITED_CALLS = ['kf/sync_msg', 'kf/send_msg', 'kf/service_state/get']
