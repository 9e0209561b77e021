import type { Skill } from '../../conversation/skill'
import type { Turn } from '../../conversation/turn'
import { faultsApart } from '../../conversation/slots/faults-apart'
import { matterOf, saidBack } from '../../conversation/slots/matter'
import { mergeSlots } from '../../conversation/slots/merge-slots'
import { scopeOf } from '../../conversation/slots/missing-slots'
import { readAnswer } from '../../conversation/slots/read-answer'
import type { SlotValues } from '../../conversation/slots/slot-values'
import { othersOf } from '../../conversation/slots/values-of-other'
import type { DialogDefinition } from '../../dialogs/definition'
import type { CasePriority } from '../../records/case/case-kinds'
import { fileCase, salutation } from '../filing/file-case'
import { isAwaited } from '../filing/is-awaited'
import { knownValues, withEntrance } from '../filing/known-values'

/** Things that cannot wait for an appointment (E2: urgent = on site in 30 minutes, under control in 2 hours). */
const URGENT =
  /(爆管|水漫|喷水|漏得?(很|特别|太)?(厉害|大|凶)|哗哗|一直(漏|流|冒)|关不住|停电|断电|没电|没有电|跳闸|停水|没水|没有水|断水|进不(去|了)门|锁(在|了)门?外|打不开门|堵死|倒灌|返水|冒水|电梯(坏|停|不动|故障)|漏电|没有?气)/
const OUTAGE = /(停电|断电|没电|没有电|跳闸|停水|没水|没有水|断水)/
/** Who says this has told already how far it goes. */
const HOW_FAR = /(整栋|整幢|整层|全楼|楼里都|小区都|邻居家?(也|都)|(就|只有?)(是)?我(们)?家)/
const LEAK = /(漏|爆管|喷水|水漫|关不住|冒水|倒灌|返水|流水|跑水)/

export const repair: Skill = {
  name: 'repair',
  intents: ['repair'],

  async take(turn) {
    const apart = apartIn(turn)
    if (apart === null) return takeOne(turn, mergeSlots(await knownValues(turn), turn.draft ?? {}))
    const known = mergeSlots(await knownValues(turn), { ...turn.draft, others: apart.others })
    const { understanding } = turn
    await turn.hearPart({ text: apart.own, understanding }, () => takeOne(turn, known))
  },

  async tapped(turn) {
    await turn.begin('repair', await withEntrance(turn, await knownValues(turn)))
  },

  effects: { 'open-repair': fileRepair },
}

function apartIn(turn: Turn): ReturnType<typeof faultsApart> {
  const options = { at: turn.at, timeZone: turn.community.timeZone }
  return faultsApart(turn.services.reader, turn.text, options)
}

async function takeOne(turn: Turn, known: SlotValues): Promise<void> {
  const plain = turn.services.reader.plain(turn.text)
  const urgent = URGENT.test(plain)
  // The first answer to an outage asks what decides whether it is an emergency (E3).
  const isOutage = OUTAGE.test(plain) && !HOW_FAR.test(plain)
  if (await isFiledAtOnce(turn, known)) return
  if (isOutage) turn.advice = turn.phrases.say('repair.outage')
  else if (LEAK.test(plain) && urgent) turn.advice = turn.phrases.say('repair.urgentAdvice')
  // Whoever has waited or suffered is apologised to before anything is asked (B16).
  const { sentiment, signals, alsoIntents } = turn.understanding
  const isUpset = sentiment.label === 'angry' || (sentiment.label === 'negative' && signals.length > 0)
  if (isUpset || alsoIntents.includes('complaint'))
    turn.advice = [turn.phrases.say('repair.sorry'), turn.advice].filter(Boolean).join('\n')
  if (known.others !== undefined)
    turn.advice = [turn.advice, turn.phrases.say('repair.apart')].filter(Boolean).join('\n')
  await turn.begin('repair', await withEntrance(turn, { ...known, ...(urgent ? { urgent } : {}) }))
}

/** A person is about to take over: file what is known, ask nothing (design D9). With nobody on duty the bot asks as usual. */
async function isFiledAtOnce(turn: Turn, known: SlotValues): Promise<boolean> {
  if (!turn.understanding.handoff.needed || (matterOf(turn.text) === null && known.matter === undefined)) return false
  const { channel, account } = turn.claimed.conversation
  if (!(await turn.services.isStaffed({ channel, account, at: turn.at, community: turn.community }))) return false
  return fileRepairAtOnce(turn, known)
}

/** Filed with what is known, without a question: a person is about to take over or on their way. */
export async function fileRepairAtOnce(turn: Turn, told?: SlotValues): Promise<boolean> {
  const known = told ?? (await knownValues(turn))
  const apart = apartIn(turn)
  if (apart !== null) {
    const { understanding } = turn
    await turn.hearPart({ text: apart.own, understanding }, async () => {
      await fileRepairAtOnce(turn, mergeSlots(known, { others: apart.others }))
    })
    return true
  }
  const definition = turn.dialogs.dialogs.get('repair')!
  const { values } = readAnswer(turn, definition.slots, { names: [] })
  const matter = [known.matter, matterOf(turn.text)].filter(Boolean).join('；')
  await fileRepair(turn, mergeSlots(known, { ...values, matter }))
  return true
}

/** The repair, and what was told beside it of other places; with a person coming also what is not known in full. */
async function fileRepair(turn: Turn, values: SlotValues, definition?: DialogDefinition): Promise<void> {
  await fileOne(turn, values)
  const inTalk = turn.memory.caseInTalk
  const { whole, lacking } = othersOf(turn.dialogs.dialogs.get('repair')!.slots, values)
  const isAll = definition === undefined || turn.isClosing || turn.isAside
  for (const other of isAll ? [...whole, ...lacking] : whole) await fileOne(turn, other, true)
  // What is said next is mostly of the home: 「改到下午」.
  turn.memory.caseInTalk = inTalk
}

async function fileOne(turn: Turn, values: SlotValues, isOther = false): Promise<void> {
  const matter = values.matter ?? ''
  const isUrgent = values.urgent === true || URGENT.test(turn.services.reader.plain(matter))
  const priority: CasePriority = isUrgent ? 'urgent' : 'normal'
  const category = turn.services.reader.category(`${values.spot?.place ?? ''}${matter}`, 'repair')
  const filed = await fileCase(turn, { kind: 'repair', category, priority, values })
  if (filed.joined) {
    const { number, who, due } = filed
    const said = turn.phrases.say(filed.own ? 'repair.again' : 'repair.joined', { number, who, due })
    return turn.say(isOther ? `${turn.phrases.say('repair.otherOne', { matter: saidBack(matter) })}\n${said}` : said)
  }
  if (isOther)
    return turn.phrase('repair.filedOther', {
      matter: saidBack(matter),
      number: filed.number,
      who: filed.who,
      due: filed.due,
      visit: visitText(turn, values, priority),
    })
  if (isAwaited(turn))
    return turn.phrase('handoff.filedToo', {
      apology: '',
      number: filed.number,
      who: filed.who,
      due: filed.due,
      more: values.home?.building ? '' : turn.phrases.say('handoff.filedTooSend'),
    })
  await turn.phrase('repair.filed', {
    salutation: salutation(turn, values.name),
    number: filed.number,
    who: filed.who,
    due: filed.due,
    visit: visitText(turn, values, priority),
  })
}

function visitText(turn: Turn, values: SlotValues, priority: CasePriority): string {
  if (values.appointment?.from) return turn.phrases.say('repair.visit', { appointment: values.appointment.text })
  if (scopeOf(values) === 'public') return turn.phrases.say('repair.visitPublic')
  return turn.phrases.say(priority === 'urgent' ? 'repair.visitUrgent' : 'repair.visitOpen')
}
