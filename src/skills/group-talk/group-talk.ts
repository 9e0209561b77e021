import type { Skill } from '../../conversation/skill'
import type { Turn } from '../../conversation/turn'
import { cutText } from '../../platform/cut-text'
import { maskPersonal } from '../../platform/mask'
import { isGroupTalk } from '../../messages/group-talk'
import { matterLine } from '../../conversation/slots/matter'
import { fileCase } from '../filing/file-case'
import { search } from '../faq/faq'
import { staffToTell } from '../handoff/staff-to-tell'

const CHOICES = 3

/**
 * A group that others read (issue 3.3, D14): rules, prices and hours are answered in approved words; whatever is somebody's own
 * (an address, a phone, a case, a complaint about a neighbour) is neither asked nor read back there, but led into a single chat.
 * Nothing is filed, but for danger: then staff are alarmed at once, and the group hears only what keeps people safe.
 */
export const groupTalk: Skill = {
  name: 'group',
  intents: [],

  async first(turn) {
    const { conversation } = turn.claimed
    if (!isGroupTalk(conversation)) return false
    // Nobody is welcomed, nothing is taken back here; a turn without words has nothing to say.
    if (turn.facts.messages.length === 0) return true
    if (turn.understanding.emergency) await alarm(turn, turn.understanding.emergency.type)
    else await answer(turn)
    return true
  },

  take: () => Promise.reject(new Error('a group talk is taken first or not at all')),
}

async function answer(turn: Turn): Promise<void> {
  const { intent } = turn.understanding
  if (turn.text === '' || PRIVATE.has(intent)) return turn.phrase('group.private')
  const outcome = await search(turn)
  const best = outcome.hits[0]
  if (outcome.decision === 'answer' && best) {
    turn.approved.push(best.answer)
    return turn.say(best.answer, { sources: [{ article: best.key, version: best.version }] })
  }
  if (outcome.decision === 'choices')
    return turn.phrase('group.choices', {
      list: outcome.hits
        .slice(0, CHOICES)
        .map((hit, index) => `${index + 1}. ${hit.question}`)
        .join('\n'),
    })
  if (intent === 'greeting' || intent === 'chitchat') return turn.phrase('group.greeting')
  await turn.phrase(intent === 'faq' ? 'group.unknown' : 'group.private')
}

/** What these words lead to is somebody's own, also when an article speaks of the subject. */
const PRIVATE: ReadonlySet<string> = new Set([
  'repair',
  'complaint',
  'human',
  'progress',
  'cancel',
  'rating',
  'praise',
  'suggestion',
])

/** E3 before others: the safety words, a case and an alarm for staff; where it is goes to staff and is not repeated here. */
async function alarm(turn: Turn, type: NonNullable<Turn['understanding']['emergency']>['type']): Promise<void> {
  const { phrases } = turn
  await turn.say([phrases.say(`emergency.${type}`), phrases.say('group.emergency')].join('\n'), {
    evenWhenServed: true,
    useReserve: true,
  })
  const last = turn.memory.emergency
  if (last?.type === type && turn.at.getTime() - new Date(last.at).getTime() < SAME_MS) return
  const where = turn.services.reader.where(turn.text)
  const filed = await fileCase(turn, {
    kind: 'emergency',
    priority: 'emergency',
    emergencyType: type,
    values: { matter: turn.text, home: { building: where.building, unit: where.unit, room: where.room } },
  })
  turn.memory.emergency = { type, caseId: filed.id, number: filed.number, at: turn.at.toISOString() }
  const title = turn.dialogs.words.get(`emergency.type_${type}`)?.zh ?? '紧急'
  await turn.errand({
    kind: 'notice',
    caseId: filed.id,
    toUserIds: await staffToTell(turn, { emergency: true }),
    text: [
      `【紧急】${title} ${filed.number}（企业微信群里的消息）`,
      `小区：${turn.community.name}`,
      // The place must be readable: staff run there. Phone numbers are not (D14).
      `原话：「${cutText(matterLine(turn.text), 200)}」`,
      '请立即联系本人核实地点并到场。',
    ]
      .join('\n')
      .replace(/(?<!\d)1[3-9]\d{9}(?!\d)/g, (phone) => maskPersonal(phone).text),
  })
}

/** The same danger told again by the same person: said once more, filed once. */
const SAME_MS = 30 * 60_000
