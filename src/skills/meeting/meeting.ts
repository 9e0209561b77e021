import type { Skill } from '../../conversation/skill'
import type { SlotValues } from '../../conversation/slots/slot-values'
import { homeText, isHomeKnown } from '../../conversation/slots/slot-values'
import { summaryValues } from '../../conversation/slots/summary-values'
import type { Turn } from '../../conversation/turn'
import type { DialogDefinition } from '../../dialogs/definition'
import { claimPerson, HOME_ROLES } from '../../records/person/claim-person'
import { giveConsent, hasConsent, PROFILE_PURPOSE, withdrawProfile } from '../../records/person/consent'
import { noteMeeting } from '../../records/person/first-meeting'
import { ownerAtAGlance } from '../../records/handoff/owner-at-a-glance'
import { communityOf } from '../filing/file-case'
import { knownValues } from '../filing/known-values'

const WITHDRAWS = /(撤回|撤销|收回|取消)(我的?|对?信息的?)?(个人信息)?(的)?(同意|授权)|withdraw (my )?consent/i

/**
 * The first meeting (domain.md B57): who, which home, in at most four questions, each skippable. It never stands in the way: it is
 * offered under an answer (offer-meeting.ts) and begins when the owner says so.
 */
export const meeting: Skill = {
  name: 'meeting',
  intents: [],

  claims: (turn) =>
    Promise.resolve(
      turn.draft === null && turn.facts.menuId === null && (turn.named?.dialog === 'meeting' || withdraws(turn)),
    ),

  async take(turn) {
    if (withdraws(turn)) return withdraw(turn)
    turn.memory.met = true
    const { personId } = turn.claimed.conversation
    // Begun and left lying counts as met: nobody is asked a second time unless they ask for it.
    turn.effect((tx) => noteMeeting(tx, personId, 'skipped', turn.at))
    await turn.begin('meeting', await knownOfThem(turn))
  },

  effects: { 'keep-profile': keepProfile },
}

const withdraws = ({ text }: Turn) => text.length <= 40 && WITHDRAWS.test(text)

/** Told before and agreed to: not asked again, only said back. */
async function knownOfThem(turn: Turn): Promise<SlotValues> {
  const { personId } = turn.claimed.conversation
  const { home } = await knownValues(turn)
  const { role } = await ownerAtAGlance(turn.db, personId)
  const agreed = await hasConsent(turn.db, personId, PROFILE_PURPOSE)
  return {
    ...(home ? { home } : {}),
    choices: { ...(agreed ? { consent: 'yes' } : {}), ...(agreed && role ? { role } : {}) },
  }
}

/** What was said is kept only with the owner's yes (个人信息保护法 13, 14), as a claim until somebody verifies it (design D16). */
async function keepProfile(turn: Turn, values: SlotValues, definition: DialogDefinition): Promise<void> {
  if (values.choices?.['consent'] !== 'yes') return turn.phrase('meeting.notKept')
  const { personId } = turn.claimed.conversation
  const role = HOME_ROLES.find((each) => each === values.choices?.['role'])
  const home = role !== undefined || values.choices?.['role'] === undefined ? values.home : undefined
  const source = `chat:${turn.exchangeIds.at(-1) ?? ''}`
  turn.effect(async (tx) => {
    await giveConsent(tx, { personId, purpose: PROFILE_PURPOSE, source, at: turn.at })
    await claimPerson(tx, personId, {
      language: turn.phrases.language,
      communityId: communityOf(turn),
      ...(home ? { home } : {}),
      ...(role ? { role } : {}),
      at: turn.at,
    })
    await noteMeeting(tx, personId, 'kept', turn.at)
  })
  const place = isHomeKnown(home) ? homeText(home) : ''
  const who = role === undefined ? '' : (summaryValues(turn, definition, values)['role'] ?? '')
  const shown = who && (turn.phrases.language === 'zh' ? `（${who}）` : ` (${who})`)
  await turn.phrase(place ? 'meeting.kept' : 'meeting.keptLittle', { place, role: shown })
}

async function withdraw(turn: Turn): Promise<void> {
  const { personId } = turn.claimed.conversation
  turn.memory.waitingFacts = null
  turn.effect((tx) => withdrawProfile(tx, personId, turn.at))
  await turn.phrase('meeting.withdrawn')
}
