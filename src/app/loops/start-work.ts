import type { Loop } from '../../queue/loop'
import { startSchedule } from '../../queue/schedule'
import { startSender } from '../../queue/sender'
import { EXCHANGE_TOPIC, wakeUp, wakerOf } from '../../queue/wakers'
import { startWorker } from '../../queue/worker'
import type { ClaimedTurn } from '../../queue/turn'
import { startTelling } from '../../integrations/complaint-system/tell'
import { findExchangeView } from '../../records/exchange/find-exchange'
import { forgetAnyway } from '../../conversation/forget'
import { caseNews } from '../../tasks/case-news'
import { dailyRoots } from '../../tasks/daily-roots'
import { publishScheduled } from '../../tasks/publish-scheduled'
import type { ReviewDeps } from '../../knowledge/workflow/review'
import type { Doors } from '../doors'
import { forgetOld } from '../forget'
import type { Ground } from '../ground/ground'
import { createCallWhenFailed } from '../kf/call-when-failed'
import type { KfPorts } from '../kf/kf-ports'
import { receivingServicers } from '../kf/receiving-servicers'
import type { OpenModel } from '../model'
import type { StaffAlerts } from '../staff-group/staff-alerts'
import type { TalkEngine } from '../talk-engine'
import type { StaffApp } from '../wecom-app/staff-app'
import { speakerOf } from './speaker'

const TURNS_AT_ONCE = 8
const SENDS_AT_ONCE = 8

/** Everything that runs by itself: turns are thought, words are sent, what is due is done, staff and outside systems are told. */
export async function startWork(
  ground: Ground,
  given: {
    engine: TalkEngine
    hear: (claimed: ClaimedTurn) => Promise<ClaimedTurn>
    model: OpenModel
    doors: Doors
    ports: KfPorts
    staffApp: StaffApp | undefined
    alerts: StaffAlerts
    review: ReviewDeps
    tellArticlesChanged: () => void
  },
): Promise<Pick<Loop, 'stop'>> {
  const { settings, db, clock, log, metrics, signals } = ground
  const { engine, doors, staffApp, alerts } = given
  const waker = wakerOf(signals)
  const zone = settings.timeZone

  const worker = startWorker({
    ...{ db, clock, waker, channelOf: doors.channelOf },
    concurrency: TURNS_AT_ONCE,
    think: async (claimed) => engine.think(await given.hear(claimed)),
    giveUp: async (claimed, error) => forgetAnyway(await engine.giveUp(claimed, error), claimed),
    onCommitted({ conversationId, seconds }) {
      metrics.turns.inc({ outcome: 'done' })
      metrics.turnSeconds.observe(seconds)
      signals.publish(EXCHANGE_TOPIC, conversationId)
      wakeUp(signals, 'send')
      wakeUp(signals, 'job')
      if (settings.caseWebhook) wakeUp(signals, 'tell')
      void given.model.afterTurn(conversationId)
    },
    onError(error, facts) {
      metrics.turns.inc({ outcome: 'failed' })
      log.error({ err: error, ...facts }, 'a turn failed')
    },
  })
  const callWhenFailed = createCallWhenFailed({ db, clock, log, onUnreachable: given.ports.onUnreachable })
  const sender = startSender({
    ...{ db, clock, waker, senderOf: doors.senderOf },
    concurrency: SENDS_AT_ONCE,
    onSent(item, result) {
      metrics.messagesOut.inc({ channel: item.channel, result: result.kind })
      if (result.kind === 'failed') void alerts.sendTrouble(item.body.kind, result.reason)
      void callWhenFailed(item, result)
      signals.publish(EXCHANGE_TOPIC, item.conversationId)
    },
    onError: (error) => log.error({ err: error }, 'a delivery failed'),
  })
  const handlers = {
    ...caseNews({
      dialogs: engine.dialogs,
      zone,
      hours: settings.staffHours,
      receiving: (talk) => receivingServicers(db, talk),
      speak: speakerOf(signals, doors.channelOf),
    }),
    ...publishScheduled({ ...given.review, changed: given.tellArticlesChanged }),
    ...dailyRoots({ zone, forget: forgetOld }),
  }
  const schedule = startSchedule({
    ...{ db, clock, waker },
    handlers: alerts.withAlerts(staffApp?.withCardNews(handlers) ?? handlers),
    onError: (error) => log.error({ err: error }, 'a job failed and is tried again'),
  })
  const others: Loop[] = [worker, schedule, ...(staffApp?.startLoops() ?? []), ...(await alerts.startLoops())]
  if (settings.caseWebhook)
    others.push(
      startTelling({
        ...{ db, clock, waker, zone, ...settings.caseWebhook },
        exchangeOf: (id) => findExchangeView(db, id, zone),
        onError: (error) => log.error({ err: error }, 'telling the complaint system failed'),
      }),
    )
  return {
    /** Turns under way end first; then what they said goes out. */
    async stop() {
      await Promise.all(others.map((loop) => loop.stop()))
      await sender.stop()
    },
  }
}
