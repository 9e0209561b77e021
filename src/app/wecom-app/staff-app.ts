import type { Clock } from '../../platform/clock'
import type { Db } from '../../platform/database/db'
import type { Files } from '../../platform/files/files'
import type { Log } from '../../platform/log'
import type { Settings } from '../../platform/settings'
import type { Signals } from '../../platform/signals/signals'
import type { ChannelSender, OutboxItem } from '../../queue/delivery'
import type { Inbox } from '../../queue/inbox'
import type { Loop, Waker } from '../../queue/loop'
import type { JobHandler } from '../../queue/schedule'
import { EXCHANGE_TOPIC, wakeUp } from '../../queue/wakers'
import type { CallbackEvent } from '../../channels/wecom/callback'
import type { WecomApi } from '../../channels/wecom/api-client'
import { createUploads } from '../../channels/wecom/uploads'
import { createAppApi } from '../../channels/wecom-app/app-api'
import { readAppEvent } from '../../channels/wecom-app/app-event'
import { createContacts } from '../../channels/wecom-app/contacts'
import { APP_EVENT_LANE, startEventLoop } from '../../channels/wecom-app/event-loop'
import type { ClaimedEvent } from '../../channels/wecom-app/event-store'
import { finishEvent, storeEvent } from '../../channels/wecom-app/event-store'
import { forgetOldSends } from '../../channels/wecom-app/forget'
import { APP_CHANNEL, menuReader, toOwnerMessage } from '../../channels/wecom-app/from-owner'
import { createOwnerSender } from '../../channels/wecom-app/owner-sender'
import { APP_SEND_LANE, startSendLoop } from '../../channels/wecom-app/send-loop'
import { queueText } from '../../channels/wecom-app/send-store'
import type { WecomSignIn } from '../../console/api/access/wecom-sign-in'
import type { ConsoleDeps } from '../../console/api/console-deps'
import { CASE_EVENTS } from '../../records/case/tell-case'
import { findCase } from '../../records/case/read-case'
import { communityOfNewTalk } from '../../records/community/community'
import { officeHours } from '../../records/community/office-hours'
import { findHandoff } from '../../records/handoff/handoff'
import { HANDOFF_EVENTS } from '../../records/handoff/tell-handoff'
import { actOnCard } from './act-on-card'
import { HELP, answerStaff } from './answer-staff'
import { keepCaseCards, keepHandoffCards, offerCase } from './keep-cards'
import { withCards } from './notice-card'
import { offerOf } from './staff-of-case'
import { colleagueOf } from './who-writes'

export interface StaffAppDeps {
  db: Db
  clock: Clock
  log: Log
  files: Files
  signals: Signals
  waker: Waker
  api: WecomApi
  inbox: Pick<Inbox, 'acceptIn'>
  zone: string
  publicUrl: () => string
  settings: ConsoleDeps['settings'] & Pick<Settings, 'staffHours'>
  search: ConsoleDeps['search']
  moveSession: ConsoleDeps['moveSession']
  /** Tells staff in words, as it was before there were cards. */
  notifyInWords: (item: OutboxItem) => ReturnType<ChannelSender['deliver']>
  signIn: Pick<WecomSignIn, 'corpId' | 'oauthBase' | 'loginBase'>
  /** Something for staff was given up. */
  onGivenUp?: (kind: string, reason: string) => Promise<void>
  byHand?: boolean
}

/** The company's own app as one part: what members write and press, and cards that follow the records (wecom-protocol §6). */
export type StaffApp = ReturnType<typeof createStaffApp>

export function createStaffApp(deps: StaffAppDeps) {
  const { db, clock, log, signals, api } = deps
  const appApi = createAppApi(api)
  const uploads = createUploads({ db, files: deps.files, api, clock })
  const cards = { zone: deps.zone, publicUrl: deps.publicUrl }
  const wakeSends = () => signals.publish(`ready.${APP_SEND_LANE}`)
  const notices = { ...cards, db, clock, servicersOf, wake: wakeSends }
  const menuOf = menuReader(db, String(api.agentId))
  const answers = {
    ...cards,
    db,
    search: async (query: string, options: { communityId: string | null; at: Date }) => {
      const { answered, hits } = await deps.search(query, { ...options, limit: 1 })
      return { answer: (answered && hits[0]?.answer) || null }
    },
  }
  const signIn: WecomSignIn = { ...createContacts(api), ...deps.signIn, agentId: api.agentId }
  const act = { ...cards, db, clock, settings: deps.settings, moveSession: deps.moveSession, changed }

  return {
    receive,
    /** Notices of this channel's talks become cards. */
    withCards: (sender: ChannelSender) => withCards(notices, sender),
    ownerSender: withCards(notices, createOwnerSender({ api: appApi, uploads, clock, notify: notifyInWords })),
    withCardNews,
    startLoops,
    signIn,
  }

  /** The callback's part: stored, and that is all; answered with nothing (§3.8). */
  async function receive(fields: CallbackEvent): Promise<void> {
    const event = readAppEvent(fields)
    if (!event) return
    if (event.kind === 'other') {
      if (['inactive_alert', 'close_inactive_agent'].includes(event.event))
        log.error({ event: event.event }, 'WeCom is about to stop the app, or has, for it was not used: open it once')
      return
    }
    if (await storeEvent(db, event, clock.now())) signals.publish(`ready.${APP_EVENT_LANE}`)
  }

  function startLoops(): Loop[] {
    const { waker, byHand } = deps
    const onError = (error: unknown) => log.error({ err: error }, 'work of the staff app failed')
    return [
      startEventLoop({ db, clock, waker, handle, onError, byHand }),
      startSendLoop({
        ...{ db, clock, log, waker, api: appApi, onError, byHand },
        onUnreachable: async (item) => {
          const told = await notifyInWords(item)
          if (told.kind === 'failed') await deps.onGivenUp?.('notice', told.reason)
        },
        onGivenUp: async (kind, reason) => {
          log.error({ kind, reason }, 'something for staff could not be delivered')
          await deps.onGivenUp?.(kind, reason)
        },
      }),
    ]
  }

  async function handle(claimed: ClaimedEvent): Promise<void> {
    const { event } = claimed
    if (event.kind === 'click') return actOnCard(act, claimed, event, await colleagueOf(db, event.from))
    if (event.kind === 'other') return void (await db.tx((tx) => finishEvent(tx, claimed.id)))
    const colleague = await colleagueOf(db, event.from)
    if (colleague === null) return fromOwner(claimed)
    const now = clock.now()
    const text = event.type === 'text' ? await answerStaff(answers, colleague, event.text ?? '', now) : HELP
    await db.tx(async (tx) => {
      if (await finishEvent(tx, claimed.id))
        await queueText(tx, { id: `reply:${claimed.id}`, receivers: [claimed.user], text, at: now })
    })
    wakeSends()
  }

  async function fromOwner(claimed: ClaimedEvent): Promise<void> {
    if (claimed.event.kind !== 'message') return
    const given = { files: deps.files, api, menuOf }
    const message = await toOwnerMessage(given, claimed.event, { attempts: claimed.attempts })
    const community = await communityOfNewTalk(db, APP_CHANNEL)
    await db.tx(async (tx) => {
      const arrival = { message, author: 'owner', direction: 'in', turn: true, communityId: community?.id } as const
      await deps.inbox.acceptIn(tx, [arrival])
      await finishEvent(tx, claimed.id)
    })
    wakeUp(signals, 'turn')
  }

  /** Every change of a case or handoff, whoever made it and by which way, brings its cards to where it stands. */
  function withCardNews(handlers: Record<string, JobHandler>): Record<string, JobHandler> {
    const added = { ...handlers }
    const extend = (kind: string, more: JobHandler) => {
      const first = handlers[kind]
      added[kind] = async (tx, job, now) => {
        await first?.(tx, job, now)
        await more(tx, job, now)
        // After the commit; polling covers the gap if the transaction takes longer.
        setImmediate(wakeSends)
      }
    }
    for (const event of CASE_EVENTS)
      extend(`case-${event}`, async (tx, job, now) => {
        const one = await findCase(tx, String(job.body.caseId))
        if (!one) return
        // An emergency that came by a talk is told by that talk's own notice.
        const isNew = event === 'opened' && (one.kind !== 'emergency' || one.conversationId === null)
        // A complaint that left whom it turned out to be about is new to whoever leads it now.
        const isMoved = event === 'transferred' && job.body.by === 'system'
        if ((isNew || isMoved) && one.status === 'open') {
          const office = { zone: deps.zone, hours: deps.settings.staffHours }
          const offer = await offerOf(tx, one, { now, ...(await officeHours(tx, one.communityId, office)) })
          await offerCase(tx, cards, one, offer.receivers, { now, dueAt: offer.at })
        }
        await keepCaseCards(tx, cards, one, { now })
      })
    // With the night's root of the log.
    extend('daily-root', (tx, _job, now) => forgetOldSends(tx, now))
    for (const event of HANDOFF_EVENTS)
      extend(`handoff-${event}`, async (tx, job, now) => {
        const found = await findHandoff(tx, String(job.body.handoffId))
        if (found) await keepHandoffCards(tx, cards, found, { now })
      })
    return added
  }

  /** Of that account, or, in a talk of another door, of any: whoever answers owners. */
  async function servicersOf(channel: string, account: string): Promise<string[]> {
    const rows = await db.query<{ userid: string }>(
      'servicers-of-account',
      `select userid from kf_servicer where open_kfid = $1 or $2 group by userid
        order by bool_or(receiving) desc, userid limit 100`,
      [account, channel !== 'wecom-kf'],
    )
    return rows.map(({ userid }) => userid)
  }

  /** The words of a notice go by a 微信客服 account, whose servicers stand in for people whom nobody has named. */
  async function notifyInWords(item: OutboxItem): ReturnType<ChannelSender['deliver']> {
    if (item.channel === 'wecom-kf') return deps.notifyInWords(item)
    const rows = await db.query<{ open_kfid: string }>(
      'any-kf-account',
      'select open_kfid from kf_account where active order by open_kfid limit 1',
    )
    return deps.notifyInWords({ ...item, account: rows[0]?.open_kfid ?? item.account })
  }

  function changed(conversationId: string | null): void {
    wakeSends()
    wakeUp(signals, 'send')
    wakeUp(signals, 'job')
    if (conversationId !== null) signals.publish(EXCHANGE_TOPIC, conversationId)
  }
}
