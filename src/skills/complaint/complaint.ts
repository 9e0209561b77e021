import type { Skill } from '../../conversation/skill'
import type { Turn } from '../../conversation/turn'
import { matterLine, saidBack } from '../../conversation/slots/matter'
import type { SlotValues } from '../../conversation/slots/slot-values'
import { addToCase, makeAnonymous } from '../../records/case/add-to-case'
import { fileCase, salutation } from '../filing/file-case'
import { aboutWhom } from './about-whom'

const ANONYMOUS = /(匿名|不要(透露|说是我|让.{0,6}知道)|别(说是我|透露|让.{0,6}知道)|保密|anonymous)/i
/** What is said this long after filing still belongs to the complaint. */
const SUPPLEMENT_MS = 10 * 60_000

export const complaint: Skill = {
  name: 'complaint',
  intents: ['complaint'],
  interrupts: true,

  async take(turn) {
    if (await supplement(turn)) return
    await turn.begin('complaint', {})
  },

  /** An answer to 「再告诉我时间和位置」, or 「匿名」, belongs to the complaint just filed, whatever it looks like. */
  async first(turn) {
    const { intent, handoff, emergency } = turn.understanding
    if (turn.draft !== null && !ANONYMOUS.test(turn.text)) return false
    if (turn.facts.messages.length === 0 || emergency || handoff.needed || turn.facts.menuId !== null) return false
    // 「匿名」, the word we offered, is no question about anonymity.
    if (/^(要|我要|请)?匿名(处理|投诉|吧|谢谢)?[。！!]*$/.test(turn.text.trim())) return supplement(turn)
    if (['human', 'cancel', 'progress', 'repair', 'faq', 'praise', 'greeting'].includes(intent)) return false
    return supplement(turn)
  },

  async tapped(turn) {
    await turn.begin('complaint', {})
  },

  effects: { 'open-complaint': fileComplaint },
}

async function fileComplaint(turn: Turn, values: SlotValues): Promise<void> {
  const matter = values.matter ?? ''
  const anonymous = ANONYMOUS.test(turn.text)
  const category = turn.services.reader.category(matter, 'complaint')
  const urgent = turn.understanding.sentiment.label === 'angry' || turn.understanding.handoff.needed
  const filed = await fileCase(turn, {
    kind: 'complaint',
    category,
    priority: urgent ? 'urgent' : 'normal',
    values,
    anonymous,
    except: await aboutWhom(turn, matter, category),
  })
  const words = {
    salutation: anonymous ? '' : salutation(turn, values.name),
    matter: saidBack(matter),
    number: filed.number,
    who: filed.who,
    due: filed.due,
  }
  if (filed.joined) return turn.phrase('complaint.joined', words)
  // Asks nothing when a person takes over, and no more than one thing otherwise (design D9, B16).
  const ask =
    turn.understanding.handoff.needed || turn.hasMore || anonymous
      ? ''
      : values.spot || values.home
        ? 'complaint.askMore'
        : 'complaint.askPlace'
  const more = ask ? turn.phrases.say(ask) : anonymous ? turn.phrases.say('complaint.keptAnonymous') : ''
  // An urgent one is answered by the time others are first called: one time is enough to remember.
  if (filed.first === filed.due) return turn.phrase('complaint.filedUrgent', { ...words, more })
  await turn.phrase('complaint.filed', { ...words, first: filed.first, more })
}

async function supplement(turn: Turn): Promise<boolean> {
  const last = turn.memory.caseInTalk
  if (last?.kind !== 'complaint' || turn.at.getTime() - new Date(last.at).getTime() > SUPPLEMENT_MS) return false
  const { exchangeIds } = turn
  if (ANONYMOUS.test(turn.text)) {
    turn.effect((tx) => makeAnonymous(tx, last.id, nameIn(turn)))
    await turn.phrase('complaint.anonymous', { number: last.number })
    return true
  }
  // A new complaint of substance is a matter of its own; a detail, a place or a photo belongs to this one.
  const where = turn.services.reader.where(turn.text)
  const isDetail =
    turn.facts.photos.length > 0 ||
    turn.understanding.intent !== 'complaint' ||
    /^(还有|补充|就是|对了|另外|而且|时间|位置|地点)/.test(turn.text)
  const saysSomething =
    turn.facts.photos.length > 0 ||
    where.place !== undefined ||
    where.building !== undefined ||
    turn.understanding.entities.length > 0 ||
    /^(还有|补充)/.test(turn.text)
  if (!isDetail || !saysSomething) return false
  turn.effect((tx) =>
    addToCase(tx, last.id, {
      note: matterLine(turn.text),
      photos: turn.facts.photos,
      exchangeIds,
      at: turn.at,
      nameIn: nameIn(turn),
    }),
  )
  await turn.phrase('complaint.added', { number: last.number })
  return true
}

/** Who asks not to be named must not be named by their own words. */
const nameIn = (turn: Turn) => (text: string) => turn.services.reader.name(text)
