import { AppError } from '../../platform/errors'
import type { Db, Queryable } from '../../platform/database/db'
import type { Clock } from '../../platform/clock'
import type { CardClick } from '../../channels/wecom-app/app-event'
import { cardIdOf } from '../../channels/wecom-app/card'
import { findCard, queueUpdate } from '../../channels/wecom-app/card-store'
import type { Card } from '../../channels/wecom-app/card-store'
import type { ClaimedEvent } from '../../channels/wecom-app/event-store'
import { finishEvent } from '../../channels/wecom-app/event-store'
import { queueText } from '../../channels/wecom-app/send-store'
import { actOnCase } from '../../records/case/act-on-case'
import type { CaseAction } from '../../records/case/case-transitions'
import { getCase } from '../../records/case/read-case'
import { findStaff } from '../../records/community/staff'
import type { Handoff } from '../../records/handoff/handoff'
import { getHandoff } from '../../records/handoff/handoff'
import { audit } from '../../console/api/access/audit'
import type { ConsoleDeps } from '../../console/api/console-deps'
import { acceptForStaff } from '../../console/api/handoff/accept-for-staff'
import { closeForStaff } from '../../console/api/handoff/close-for-staff'
import { PASS_TO } from './card-words'
import type { CardDeps } from './keep-cards'
import { caseLabel, handoffLabel, keepCaseCards, keepHandoffCards, offerHandoff } from './keep-cards'
import type { Colleague } from './who-writes'
import { serves } from './who-writes'

export interface ActDeps extends CardDeps {
  db: Db
  clock: Clock
  settings: ConsoleDeps['settings']
  moveSession: ConsoleDeps['moveSession']
  /** After the commit: whoever waits for this talk or has something to do may wake. */
  changed: (conversationId: string | null) => void
}

const CASE_ACTIONS: Record<string, CaseAction> = { accept: 'accept', progress: 'progress', resolve: 'resolve' }

/**
 * A button was pressed. The act is compare-and-set in the records: of two who press at once one wins, and the other's card says
 * who. Act, changed cards, audit and the end of the event commit together, so a second run finds nothing to do.
 */
export async function actOnCard(
  deps: ActDeps,
  claimed: ClaimedEvent,
  click: CardClick,
  colleague: Colleague | null,
): Promise<void> {
  const card = await findCard(deps.db, cardIdOf(click.taskId))
  // A card of another app or of a store that is gone: there is nothing of ours to change.
  if (!card) return void (await deps.db.tx((tx) => finishEvent(tx, claimed.id)))
  if (!colleague || !card.receivers.includes(claimed.user) || !serves(colleague, card.communityId))
    return answer(deps, claimed, '这张单子不在您负责的范围里，所以没有改动。需要您处理时，请联系主管或管理员调整。')
  if (card.label !== null) return tooLate(deps, claimed, click, card, card.label)
  try {
    if (card.subject === 'case') await actOnCaseCard(deps, claimed, click, card, colleague)
    else await actOnHandoffCard(deps, claimed, click, card, colleague)
  } catch (error) {
    if (!(error instanceof AppError) || !REFUSALS.includes(error.failure)) throw error
    await refused(deps, claimed, click, card, error)
  }
}

const REFUSALS: readonly AppError['failure'][] = ['conflict', 'invalid', 'not_found', 'unavailable']

async function actOnCaseCard(
  deps: ActDeps,
  claimed: ClaimedEvent,
  click: CardClick,
  card: Card,
  colleague: Colleague,
): Promise<void> {
  const by = colleague.staffId ?? colleague.userid
  const to = click.selected[PASS_TO]?.[0]
  const passes = click.key === 'pass'
  if (passes && to === undefined) return answer(deps, claimed, CHOOSE_FIRST)
  const action = passes ? 'assign' : CASE_ACTIONS[click.key]
  if (action === undefined) return answer(deps, claimed, UNKNOWN_BUTTON)
  const at = deps.clock.now()
  const changed = await deps.db
    .tx(async (tx) => {
      const one = await actOnCase(tx, card.subjectId, { action, by, to, at, now: at, zone: deps.zone })
      if (!(await finishEvent(tx, claimed.id))) throw new AlreadyDone()
      await keepCaseCards(tx, deps, one, { now: at, pressed: { cardId: card.id, code: click.responseCode } })
      await note(tx, colleague, `case.${action}`, one.id, { by, ...(to === undefined ? {} : { to }) }, at)
      return one
    })
    .catch(ignoreDone)
  deps.changed(changed?.conversationId ?? null)
}

async function actOnHandoffCard(
  deps: ActDeps,
  claimed: ClaimedEvent,
  click: CardClick,
  card: Card,
  colleague: Colleague,
): Promise<void> {
  const found = await getHandoff(deps.db, card.subjectId)
  if (click.key === 'pass') return passHandoffOn(deps, claimed, click, card, found)
  // WeCom knows its servicers by user id; the console knows its people by name (`Principal.name`).
  const by = found.mode === 'native' ? colleague.userid : colleague.name
  const at = deps.clock.now()
  const commit = (kind: string, act: (tx: Queryable) => Promise<unknown>) =>
    deps.db
      .tx(async (tx) => {
        await act(tx)
        if (!(await finishEvent(tx, claimed.id))) throw new AlreadyDone()
        const pressed = { cardId: card.id, code: click.responseCode }
        await keepHandoffCards(tx, deps, await getHandoff(tx, found.id), { now: at, pressed })
        await note(tx, colleague, `handoff.${kind}`, found.id, { by }, at)
      })
      .catch(ignoreDone)
  if (click.key === 'accept') await acceptForStaff(deps, found, by, (act) => commit('accept', act))
  else if (click.key === 'close')
    await commit('close', (tx) => closeForStaff(tx, found.id, { by, summary: undefined, at, zone: deps.zone }))
  else return answer(deps, claimed, UNKNOWN_BUTTON)
  deps.changed(found.conversationId)
}

/** The matter still waits; somebody else is asked, and only the one who passed it on reads so (wecom-protocol §6.5, step 5). */
async function passHandoffOn(
  deps: ActDeps,
  claimed: ClaimedEvent,
  click: CardClick,
  card: Card,
  found: Handoff,
): Promise<void> {
  const to = click.selected[PASS_TO]?.[0]
  const chosen = to === undefined ? null : await findStaff(deps.db, to)
  if (!chosen?.wecomUserId) return answer(deps, claimed, CHOOSE_FIRST)
  if (found.status !== 'waiting') return tooLate(deps, claimed, click, card, await handoffLabelOf(deps.db, found))
  const at = deps.clock.now()
  await deps.db.tx(async (tx) => {
    if (!(await finishEvent(tx, claimed.id))) return
    await offerHandoff(tx, deps, found, [chosen.wecomUserId!], { now: at })
    await queueUpdate(tx, card, `已转给${chosen.name}`, { code: click.responseCode, receivers: [claimed.user], at })
  })
  deps.changed(null)
}

/** Whoever pressed what was gone already reads on their own card who has it, paid for by their own click. */
async function tooLate(
  deps: ActDeps,
  claimed: ClaimedEvent,
  click: CardClick,
  card: Card,
  label: string,
): Promise<void> {
  await deps.db.tx(async (tx) => {
    if (!(await finishEvent(tx, claimed.id))) return
    const at = deps.clock.now()
    await queueUpdate(tx, card, label, { code: click.responseCode, receivers: [claimed.user], at })
  })
  deps.changed(null)
}

async function refused(
  deps: ActDeps,
  claimed: ClaimedEvent,
  click: CardClick,
  card: Card,
  error: AppError,
): Promise<void> {
  if (error.code === 'not_receiving')
    return answer(
      deps,
      claimed,
      '您现在没有在企业微信里接待，这位业主暂时转不过来。请先打开「接待中」，再点一次「接单」。',
    )
  if (error.failure === 'unavailable')
    return answer(deps, claimed, '企业微信暂时没有响应，这一步还没有办成。请过一分钟再点一次。')
  if (card.subject === 'handoff') {
    const found = await getHandoff(deps.db, card.subjectId)
    return tooLate(deps, claimed, click, card, await handoffLabelOf(deps.db, found))
  }
  const one = await getCase(deps.db, card.subjectId)
  const worker = one.assignee === null ? null : await findStaff(deps.db, one.assignee)
  // The step fits the state and was refused all the same: there is a reason to be told, and the card stays.
  if (error.code !== 'case_transition') return answer(deps, claimed, `这一步没有办成：${one.number} 请在工作台里处理。`)
  return tooLate(deps, claimed, click, card, caseLabel(one, card, worker?.name ?? one.assignee ?? ''))
}

async function handoffLabelOf(db: Queryable, found: Handoff): Promise<string> {
  const holder = found.assignee === null ? null : await findStaff(db, found.assignee)
  return handoffLabel(found, holder?.name ?? found.assignee ?? '')
}

async function answer(deps: ActDeps, claimed: ClaimedEvent, text: string): Promise<void> {
  await deps.db.tx(async (tx) => {
    if (!(await finishEvent(tx, claimed.id))) return
    await queueText(tx, { id: `reply:${claimed.id}`, receivers: [claimed.user], text, at: deps.clock.now() })
  })
  deps.changed(null)
}

const CHOOSE_FIRST = '请先在卡片的「转派给」里选一位同事，再点「转派」。'
const UNKNOWN_BUTTON = '这个按钮现在用不了，请打开工作台处理。'

function note(tx: Queryable, colleague: Colleague, act: string, target: string, facts: object, at: Date) {
  return audit(tx, {
    principal: { account: `wecom:${colleague.userid}` },
    act,
    target,
    facts: { ...facts, via: 'card' },
    at,
  })
}

/** Another process finished this event while we were at it: all of ours is undone. */
class AlreadyDone extends Error {}

function ignoreDone(error: unknown): undefined {
  if (error instanceof AlreadyDone) return undefined
  throw error
}
