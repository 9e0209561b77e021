import { z } from 'zod'
import type { Clock } from '../../platform/clock'
import type { Db, Queryable } from '../../platform/database/db'
import type { Log } from '../../platform/log'
import type { Settings } from '../../platform/settings'
import type { Signals } from '../../platform/signals/signals'
import { formatChineseTime, fromZoned, zonedDay, zonedParts } from '../../platform/zoned-time'
import type { Loop, Waker } from '../../queue/loop'
import type { JobHandler } from '../../queue/schedule'
import { comingRound, scheduleJob } from '../../queue/schedule'
import { raiseAlert } from '../../integrations/group-robot/alerts'
import { GROUP_LANE, startGroupRobot } from '../../integrations/group-robot/start-robot'
import type { Case } from '../../records/case/case'
import { findCase } from '../../records/case/read-case'
import { findCommunity } from '../../records/community/community'
import type { Handoff } from '../../records/handoff/handoff'
import { findHandoff } from '../../records/handoff/handoff'
import { complaintNotice } from './complaint-notice'
import { readDayInNumbers } from './day-in-numbers'

export interface StaffAlertsDeps {
  db: Db
  clock: Clock
  log: Log
  signals: Signals
  waker: Waker
  settings: Pick<Settings, 'groupWebhook' | 'timeZone'>
  byHand?: boolean
}

const UNTAKEN_JOB = 'handoff-untaken'
const REPORT_JOB = 'group-report'
/** What owners are told when somebody is on duty is five minutes; after a quarter of an hour once more. */
const UNTAKEN_AFTER_MS = [5 * 60_000, 15 * 60_000]
/** Beside the full and half hours, when everybody's reports go out (wecom-protocol §6.3). */
const REPORT_AT = { hour: 8, minute: 35 }

const HandoffJob = z.object({ handoffId: z.string(), minutes: z.number() })

export type StaffAlerts = ReturnType<typeof createStaffAlerts>

/** What the staff group hears of: emergencies, talks nobody took, words that could not be sent, and the day in numbers. */
export function createStaffAlerts(deps: StaffAlertsDeps) {
  const { db, clock, log, signals } = deps
  const { groupWebhook: url, timeZone: zone } = deps.settings
  const wake = () => signals.publish(`ready.${GROUP_LANE}`)

  return {
    withAlerts,
    sendTrouble,
    /** Nothing runs, and nothing is written, where there is no robot. */
    async startLoops(): Promise<Loop[]> {
      if (url === undefined) return []
      await scheduleReport(db, clock.now(), zone)
      const onError = (error: unknown) => log.error({ err: error }, 'the group robot has trouble')
      return [startGroupRobot({ db, clock, waker: deps.waker, url, onError, byHand: deps.byHand })]
    },
  }

  function withAlerts(handlers: Record<string, JobHandler>): Record<string, JobHandler> {
    // Their jobs stay known without a robot: one that was set up once and is gone leaves none behind that nobody runs.
    const own: Record<string, JobHandler> = { [UNTAKEN_JOB]: async () => {}, [REPORT_JOB]: async () => {} }
    if (url === undefined) return { ...handlers, ...own }
    const after = (kind: string, more: JobHandler): JobHandler => {
      const first = handlers[kind]
      return async (tx, job, now) => {
        await first?.(tx, job, now)
        await more(tx, job, now)
        setImmediate(wake)
      }
    }
    return {
      ...handlers,
      'case-opened': after('case-opened', async (tx, job, now) => {
        const one = await findCase(tx, String(job.body.caseId))
        if (one?.kind === 'emergency')
          await raiseAlert(tx, { id: `emergency:${one.id}`, text: emergencyWords(one, zone, now), at: now })
      }),
      'handoff-opened': after('handoff-opened', async (tx, job, now) => {
        for (const ms of UNTAKEN_AFTER_MS)
          await scheduleJob(tx, {
            kind: UNTAKEN_JOB,
            key: `${UNTAKEN_JOB}:${String(job.body.handoffId)}:${ms}`,
            dueAt: new Date(now.getTime() + ms),
            body: { handoffId: job.body.handoffId, minutes: ms / 60_000 },
          })
      }),
      [UNTAKEN_JOB]: after(UNTAKEN_JOB, async (tx, job, now) => {
        const { handoffId, minutes } = HandoffJob.parse(job.body)
        const found = await findHandoff(tx, handoffId)
        // Out of hours nobody was promised a person now: the morning's call-back is a case with its own time.
        if (found?.status === 'waiting' && (found.staffed || found.reason === 'emergency'))
          await raiseAlert(tx, { id: job.key, text: await untakenWords(tx, found, minutes), at: now })
      }),
      [REPORT_JOB]: comingRound(
        (tx, now) => scheduleReport(tx, now, zone),
        after(REPORT_JOB, async (tx, job, now) => {
          const day = zonedDay(new Date(job.dueAt.getTime() - 24 * 3600_000), zone)
          await raiseAlert(tx, { id: `report:${day}`, text: await reportWords(tx, day, zone, now), at: now })
        }),
      ),
    }
  }

  /** Ours could not be delivered. One alarm an hour for each reason, or an outage would ring all night. */
  async function sendTrouble(kind: string, reason: string): Promise<void> {
    // Words of a colleague while WeCom holds the talk: the console has told them so, nothing is lost.
    if (url === undefined || reason === 'answer_in_wecom') return
    const now = clock.now()
    const hour = now.toISOString().slice(0, 13)
    const what = kind === 'notice' || kind === 'card' ? '给同事的通知' : '给业主的消息'
    const text = `<font color="warning">【发送异常】</font>${what}没有发出去（${reason.slice(0, 60)}）。请到工作台「出错」里看一下，必要时电话联系。`
    await raiseAlert(db, { id: `trouble:${kind}:${reason.slice(0, 60)}:${hour}`, text, at: now })
      .then(wake)
      .catch((error: unknown) => log.error({ err: error }, 'an alarm could not be stored'))
  }
}

/** Tomorrow's, or today's if that is still to come; every process and every start may say so, it is one job. */
async function scheduleReport(tx: Queryable, now: Date, zone: string): Promise<void> {
  const { year, month, day } = zonedParts(now, zone)
  const today = fromZoned({ year, month, day, ...REPORT_AT }, zone)
  const dueAt = today > now ? today : fromZoned({ year, month, day: day + 1, ...REPORT_AT }, zone)
  await scheduleJob(tx, { kind: REPORT_JOB, key: `${REPORT_JOB}:${zonedDay(dueAt, zone)}`, dueAt })
}

function emergencyWords(one: Case, deployment: string, now: Date): string {
  const { building, unit, place } = one.location
  const where = [one.community, building && `${building}栋`, unit && `${unit}单元`, place].filter(Boolean).join('')
  return [
    `<font color="warning">【紧急】${one.category.split('/').at(-1) ?? ''}</font> ${one.number}`,
    `位置：${where || '业主还没说，正在问'}`,
    one.confidential || one.anonymous ? '' : `情况：${one.summary}`,
    `时间：${formatChineseTime(one.openedAt, one.communityZone ?? deployment, now)}`,
    '请值班同事马上确认，并在卡片上点「接单」。',
  ]
    .filter(Boolean)
    .join('\n')
}

async function untakenWords(tx: Queryable, found: Handoff, minutes: number): Promise<string> {
  const community = found.communityId === null ? null : await findCommunity(tx, found.communityId)
  return `<font color="warning">【没人接待】</font>${community?.name ?? ''}有一位业主等人工已经 ${minutes} 分钟。请在卡片上点「接单」，或打开工作台接待。`
}

async function reportWords(tx: Queryable, day: string, zone: string, now: Date): Promise<string> {
  const n = await readDayInNumbers(tx, day, zone)
  const minutes = n.acceptMinutes === null ? '' : `，平均 ${n.acceptMinutes} 分钟接起`
  return [
    `**首问日报 ${day}**`,
    `业主消息 ${n.messages} 条，对话 ${n.talks} 个`,
    `新工单 ${n.opened} 件：报修 ${n.repairs}，投诉 ${n.complaints}，紧急 ${n.emergencies}，其他 ${n.others}`,
    `办结 ${n.resolved} 件，现在未办结 ${n.open} 件，其中超时 ${n.overdue} 件`,
    `转人工 ${n.handoffs} 次${minutes}，现在等待 ${n.waiting} 位`,
    ...(await complaintNotice(tx, day, zone, now)),
    n.overdue > 0 || n.waiting > 0
      ? '请各小区今天先处理超时的工单和等待的业主。'
      : '没有超时的工单，也没有等待的业主。',
  ].join('\n')
}
