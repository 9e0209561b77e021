import { platesIn } from '../../conversation/slots/plate'
import { readCorrection } from '../../conversation/slots/correction'
import type { Turn } from '../../conversation/turn'
import { cutText } from '../../platform/cut-text'
import type { DialogDefinition } from '../../dialogs/definition'
import { actOnCase } from '../../records/case/act-on-case'
import type { Case } from '../../records/case/case'
import type { CaseKind } from '../../records/case/case-kinds'
import { casesOfUser } from '../../records/case/find-cases'
import { valuesOf, write } from './correct-filed'
import { linkTurn } from './link-turn'

const PASS = '访客/访客登记'
const RUNNING = ['open', 'accepted', 'in_progress', 'paused']
const NAMES_VISITOR = /访客|客人|来客|门岗|登记的(车|人)/u
const THEY =
  /(他|她|他们|她们|朋友|亲戚|人家|对方)(们)?(又|也|都|今天|明天|临时|可能|说)*(不来|不过来|来不了|晚点到|改天|改成|改到|换(了)?(个|辆)?(车|人|时间))/u
const HOW_MANY =
  /(多|少|再)(来|加|带)?了?([一二两三四五六七八九]|\d)个?(人|位)|^(一共|总共|改成)?([一二两三四五六七八九]|\d)(个人|位)$/u
const STAYS_AWAY = /不来了?|不过来了?|来不了|不用登记|(?<![别没])(?<!(?<!要)不)(?<!不要|不用)(取消|撤)/u
const ASKED = /[?？]|吗|么$|能不能|可不可以|怎么/u
const MORE = /补|加|多|再|车牌|一共|总共|还有/u

/**
 * 「车牌沪A8888K 补一下」, 「他不来了」, 「多来一个人」: said of somebody who comes to visit. Beside a repair 「他」 is who comes to mend, and
 * beside a complaint the plate is of whom it is about: there the visitor must be named.
 */
export function speaksOfVisitor(text: string, beside: CaseKind | null = null): boolean {
  if (text.length > LONGEST || OUR_PEOPLE.test(text)) return false
  if (NAMES_VISITOR.test(text)) return true
  const hasPlate = /车牌/u.test(text) || platesIn(text).length > 0
  if (beside === 'repair') return hasPlate
  return beside !== 'complaint' && (hasPlate || THEY.test(text) || HOW_MANY.test(text))
}

const LONGEST = 40
const OUR_PEOPLE = /师傅|师父|维修|管家|物业/u

/** The owner's newest pass that still holds. */
export async function passOf(turn: Turn): Promise<Case | null> {
  const { channel, user } = turn.claimed.conversation
  const own = await casesOfUser(turn.db, { channel, user, onlyOpen: true, limit: 20 })
  return own.find(({ category, status }) => category === PASS && RUNNING.includes(status)) ?? null
}

/** The visitor stays away, or there is more to say of them. Another hour is read as everybody's (another-time.ts). */
export async function hearOfVisitor(turn: Turn, found: Case, definition: DialogDefinition): Promise<boolean> {
  if (found.category !== PASS || !speaksOfVisitor(turn.text)) return false
  const { text } = turn
  const zone = turn.community.timeZone
  const hasTime = turn.services.reader.appointment(text, turn.at, zone) !== null
  if (STAYS_AWAY.test(text) && !ASKED.test(text) && !hasTime) {
    turn.caseRef.id = found.id
    linkTurn(turn, found.id)
    turn.effect((tx) =>
      actOnCase(tx, found.id, {
        action: 'cancel',
        by: turn.claimed.conversation.user,
        note: cutText(text, 200),
        at: turn.at,
        now: turn.now,
        zone,
      }).then(() => undefined),
    )
    await turn.phrase('progress.withdrawn', { number: found.number })
    return true
  }
  const slot = definition.slots.find(({ kind }) => kind === 'fact')
  const plates = platesIn(text)
  if (!slot || !(MORE.test(text) || plates.length > 0) || readCorrection(text) !== null) return false
  const more = plates.length > 0 ? `车牌${plates.join('、')}` : text.replace(/\s+/gu, '，')
  const known = valuesOf(found, zone)
  const before = known.facts?.[slot.name]
  const facts = { [slot.name]: cutText([before, more].filter(Boolean).join('，'), 200) }
  turn.memory.caseInTalk = { id: found.id, number: found.number, kind: found.kind, at: turn.at.toISOString() }
  await write(turn, found, { definition, known, said: { facts }, corrected: 'progress.visitorNoted' })
  return true
}
