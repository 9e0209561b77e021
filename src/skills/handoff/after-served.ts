import { maskPersonal } from '../../platform/mask'
import type { Turn } from '../../conversation/turn'
import { matterLine } from '../../conversation/slots/matter'
import { casesOfUser } from '../../records/case/find-cases'
import { findStaff } from '../../records/community/staff'
import { fileCase } from '../filing/file-case'

/** What is asked this long after a colleague has served may be about what they said. */
const LASTS_MS = 24 * 3600_000
const WHO_WAS_IT =
  /(同事|客服|小姐姐|师傅|(刚才|刚刚|那个?)[^，,。]{0,4}人|他|她).{0,3}(叫|姓|是)(啥|什么|谁|哪位)|(叫|姓)(啥|什么).{0,4}(来着|名)/u
/** 「楼下那人是谁」 */
const SOMEBODY_ELSE = /楼[上下]|门口|外面|陌生|邻居|隔壁|对门|小区|车|敲门/u
const WHAT_THEY_SAID =
  /(他|她|那个?同事|那位|刚才|刚刚|师傅).{0,14}(几点|什么时候|啥时候|几时|多久|真的|算数|靠谱|确定|没来)|^(不是)?说(好|是|了)?.{0,10}(几点|什么时候|啥时候|真的|算数|没来)|真的假的|说话算数/u

/**
 * 「那师傅几点来」, 「他说三天退给我 真的假的」 after a person has served: what they agreed is theirs to say. It goes to them, with a
 * number and a time, where no record of the owner's could answer; who it was is told at once.
 */
export async function asksOfServed(turn: Turn): Promise<boolean> {
  const { handedBack } = turn.memory
  const { emergency, handoff, intent } = turn.understanding
  if (handedBack === null || turn.at.getTime() - new Date(handedBack.at).getTime() > LASTS_MS) return false
  if (emergency || handoff.needed || turn.draft !== null || turn.facts.menuId !== null) return false
  const staff = await findStaff(turn.db, handedBack.by)
  const who = staff ? `${staff.title}${staff.name}` : turn.phrases.say('handoff.officer')
  if (WHO_WAS_IT.test(turn.text) && !SOMEBODY_ELSE.test(turn.text)) {
    await turn.phrase('handoff.servedBy', { who })
    return true
  }
  if (!WHAT_THEY_SAID.test(turn.text) && intent !== 'progress') return false
  const { channel, user } = turn.claimed.conversation
  if ((await casesOfUser(turn.db, { channel, user, onlyOpen: true })).length > 0) return false
  const filed = await fileCase(turn, {
    kind: 'enquiry',
    category: '咨询/待答复',
    values: { matter: turn.text },
    summary: matterLine(`待答复（${who}接待过）：${turn.text}`),
  })
  if (staff?.wecomUserId)
    await turn.errand({
      kind: 'notice',
      caseId: filed.id,
      toUserIds: [staff.wecomUserId],
      text: `【请回复】${filed.number} 您接待过的业主问：「${maskPersonal(matterLine(turn.text)).text}」`,
    })
  await turn.phrase('handoff.askedServed', { who, due: filed.due, number: filed.number })
  return true
}
