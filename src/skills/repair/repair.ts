import type { Skill } from '../../conversation/skill'
import type { Turn } from '../../conversation/turn'
import { matterOf } from '../../conversation/slots/matter'
import { mergeSlots } from '../../conversation/slots/merge-slots'
import { scopeOf } from '../../conversation/slots/missing-slots'
import { readAnswer } from '../../conversation/slots/read-answer'
import type { SlotValues } from '../../conversation/slots/slot-values'
import { knownOfOwner } from '../../records/person/known-of-owner'
import type { CasePriority } from '../../records/case/case-kinds'
import { fileCase, salutation } from '../filing/file-case'

/** Things that cannot wait for an appointment (E2: urgent = on site in 30 minutes, under control in 2 hours). */
const URGENT =
  /(爆管|水漫|喷水|漏得?(很|特别|太)?(厉害|大|凶)|哗哗|一直(漏|流|冒)|关不住|停电|断电|没电|跳闸|停水|没水|断水|进不(去|了)门|锁(在|了)门?外|打不开门|堵死|倒灌|返水|冒水|电梯(坏|停|不动|故障)|漏电|没有?气)/
const OUTAGE = /(停电|断电|没电|没有电|跳闸|停水|没水|没有水|断水)/

export const repair: Skill = {
  name: 'repair',
  intents: ['repair'],

  async take(turn) {
    const known = await knownValues(turn)
    const urgent = URGENT.test(turn.text)
    // The first answer to an outage asks what decides whether it is an emergency (E3).
    if (OUTAGE.test(turn.text)) await turn.phrase('repair.outage')
    // A person is about to take over: file what is known, ask nothing (design D9).
    if (turn.understanding.handoff.needed && matterOf(turn.text) !== null) {
      const definition = turn.dialogs.dialogs.get('repair')!
      await fileRepair(turn, mergeSlots(known, { ...readAnswer(turn, definition.slots, []).values, matter: turn.text }))
      return
    }
    if (urgent) turn.trace['urgent'] = true
    await turn.begin('repair', known)
  },

  async tapped(turn) {
    await turn.begin('repair', await knownValues(turn))
  },

  effects: { 'open-repair': fileRepair },
}

async function fileRepair(turn: Turn, values: SlotValues): Promise<void> {
  const matter = values.matter ?? ''
  const priority: CasePriority = URGENT.test(matter) ? 'urgent' : 'normal'
  const category = turn.services.reader.category(`${values.spot?.place ?? ''}${matter}`, 'repair')
  const filed = await fileCase(turn, { kind: 'repair', category, priority, values })
  if (filed.joined) return turn.phrase('repair.joined', { number: filed.number, due: filed.due })
  await turn.phrase('repair.filed', {
    salutation: salutation(turn, values.name),
    number: filed.number,
    who: filed.who,
    due: filed.due,
    visit: visitText(turn, values),
  })
}

function visitText(turn: Turn, values: SlotValues): string {
  if (values.appointment?.from) return turn.phrases.say('repair.visit', { appointment: values.appointment.text })
  return turn.phrases.say(scopeOf(values) === 'home' ? 'repair.visitOpen' : 'repair.visitPublic')
}

/** Nothing is asked twice: phone, name and home told before are taken over and can be corrected in the summary (B30). */
async function knownValues(turn: Turn): Promise<SlotValues> {
  const known = await knownOfOwner(turn.db, turn.claimed.conversation.personId)
  return {
    ...(known.phone ? { phone: known.phone } : {}),
    ...(known.name ? { name: known.name } : {}),
    ...(known.home ? { home: known.home } : {}),
  }
}
