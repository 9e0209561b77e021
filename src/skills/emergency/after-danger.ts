import type { Danger } from '../../conversation/memory'
import type { Turn } from '../../conversation/turn'
import { wordingIn } from '../../dialogs/phrases'
import { sayTime } from '../filing/say-time'
import { ALWAYS, LASTS_MS } from './danger'
import { addWords, promiseAnswer } from './on-record'

/** So long what is asked about who pays, or said of making it public, is about the emergency. */
export const REMEMBERED_MS = 24 * 3600_000

/**
 * Set aside because a person was called, or with nobody on duty still open: its question stands again. False where it is too old to
 * go on with, and nothing was said.
 */
export async function takeUpDraft(turn: Turn, lead: 'draftKept' | 'draftGoesOn'): Promise<boolean> {
  const { openDialog, memory, phrases, facts } = turn
  const definition = turn.dialogs.dialogs.get(openDialog ?? memory.setAside?.dialog ?? '')
  if (definition === undefined || (openDialog === null && !turn.canTakeUpAgain())) return false
  turn.advice = phrases.say(`emergency.${lead}`, { title: wordingIn(definition.title, phrases.language) })
  if (openDialog === null) await turn.takeUpAgain({})
  else {
    const nothing = { text: '', photos: [], understanding: { ...facts.understanding, intent: 'other' as const } }
    await turn.hearPart(nothing, () => turn.begin(openDialog, {}))
  }
  return true
}

const TAKES_UP =
  /(刚才|刚刚|之前|前面|先前|那个).{0,14}(弄|办|修|登记|报|继续|还|接着)|(接着|继续)(办|说|弄|来|登记|报|填)|(办|弄|填)完|的事(情|儿)?(呢|咋|怎么|还)/u
/** 「还弄不弄」 asks; it takes nothing back. */
const WHETHER = /([弄办修报登做搞])不\1|还(能|给)?(弄|办|修|报|登记|做)(吗|么|不|呢)/u
const LIABLE =
  /(你们|物业).{0,3}(要|得|该|会).{0,2}负责|谁(来)?(赔|负责|买单|出钱|承担)|怎么赔|赔(偿|钱|多少|我|不赔)|损失.{0,6}(谁|怎么|算)|(要|得)赔/u

/** Who bears the damage is asked. */
export function asksWhoPays(text: string): boolean {
  return LIABLE.test(text)
}

/** After the danger: the draft it broke into, and what the owner asks about who pays. */
export async function goBack(turn: Turn): Promise<boolean> {
  const last = lastOf(turn)
  if (last === null || turn.facts.menuId !== null || turn.claimed.handoff?.status === 'active') return false
  if (turn.at.getTime() - new Date(last.at).getTime() > REMEMBERED_MS) return false
  const isKept = turn.draft !== null ? WHETHER.test(turn.text) : turn.memory.setAside !== null
  if (isKept && TAKES_UP.test(turn.text) && (await takeUpDraft(turn, 'draftGoesOn'))) return true
  if (!asksWhoPays(turn.text) || turn.draft !== null || namesOwnLoss(turn)) return false
  addWords(turn, last.caseId)
  await answerLiable(turn, last)
  return true
}

/** The newest danger, called over or not. */
function lastOf({
  memory: { emergency: open, emergencyOver: over },
}: Turn): Pick<Danger, 'caseId' | 'number' | 'at'> | null {
  return open !== null && over !== null ? (open.at > over.at ? open : over) : (over ?? open)
}

/** 「快递丢了谁负责」, hours after the flood, asks about something else. */
function namesOwnLoss({ text, memory, at }: Turn): boolean {
  const { caseInTalk: last } = memory
  const isOld = last === null || at.getTime() - new Date(last.at).getTime() > LASTS_MS
  return isOld && LOST_OTHERWISE.test(text)
}

const LOST_OTHERWISE = /丢|偷|不见|[刮蹭剐撞]|快递|包裹|外卖|电动车|自行车|押金|物业费/u

export async function answerLiable(turn: Turn, last: Pick<Danger, 'caseId' | 'number'>): Promise<void> {
  const dueAt = await promiseAnswer(turn, last, '跟业主说清损失怎么处理')
  await turn.phrase('emergency.liable', { next: sayTime(turn, dueAt), number: last.number }, ALWAYS)
}
