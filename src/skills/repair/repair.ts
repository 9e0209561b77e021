import type { Skill } from '../../conversation/skill'
import type { Turn } from '../../conversation/turn'
import { faultsApart } from '../../conversation/slots/faults-apart'
import { isFaulty } from '../../conversation/slots/faulty'
import { isRequestOnly, matterOf, saidBack } from '../../conversation/slots/matter'
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
/** Only one home can be meant: 「家里跳闸了，一推就跳」, 「卧室插座没电」. */
const ONE_HOME =
  /(家|屋).{0,6}跳闸|跳闸.{0,8}(推|合)|(推|合)(不上|上去)|一(推|合|插|开)就跳|(插座|开关|插板|空调|冰箱|洗衣机|热水器|烤箱|油烟机|水龙头|龙头|花洒|马桶)[^，。；]{0,6}(没电|没有电|断电|没水|没有水|跳闸)|(厨房|卧室|主卧|次卧|卫生间|洗手间|厕所|客厅|餐厅|书房|阳台|房间)[^，。；]{0,4}(没电|没有电|断电|没水|没有水|跳闸)/
const LEAK = /(漏|爆管|喷水|水漫|关不住|冒水|倒灌|返水|流水|跑水)/
/** Foul water in the street: no valve of anybody's stops it. */
const SEWER_OUTDOORS =
  /(污水|粪水?|下水[道井]|窨井|雨水井|化粪池).{0,20}(人行道|马路|路[上面边口]|街|花园|草[坪地]|绿化|广场|门口|外面|楼下|[冒漫溢涌])|(人行道|马路|路[上面边口]|街|花园|草[坪地]|绿化|广场|门口|外面|楼下).{0,12}(污水|粪水?|下水[道井]|窨井|雨水井|化粪池)/
const AT_HOME = /家里|我家|屋|客厅|厨房|卫生间|厕所|洗手间|卧室|阳台|店里|室内|地漏|马桶|房间|车库|地库|电梯/

export const repair: Skill = {
  name: 'repair',
  intents: ['repair'],

  async take(turn) {
    const asked = damageAsked(turn)
    if (asked !== null)
      return turn.hearPart({ text: `${asked}，${turn.text}`, understanding: turn.understanding }, async () =>
        takeOne(turn, await knownValues(turn)),
      )
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

/** 「你们来看一下」, soon after an answer: of the damage that was asked about, and not the question itself. */
function damageAsked({ memory, at, text, draft, services: { reader } }: Turn): string | null {
  const last = memory.asked.at(-1)
  if (last === undefined || draft !== null || at.getTime() - new Date(last.at).getTime() > ASKED_MS) return null
  if (!COME_AND_LOOK.test(text) || isFaulty(reader.plain(text))) return null
  const told = last.words
    .split(/[，,。；;！!？?\s]+/u)
    .filter((clause) => isFaulty(reader.plain(clause)) && !ASKS.test(clause))
  return told.length === 0 ? null : told.join('，')
}

const ASKED_MS = 10 * 60_000
const COME_AND_LOOK =
  /(来|派|叫|安排)(个|一个)?(人|师傅|师父|你们)?(来|过来|上门)?(看|瞧|查|修|拍|弄|处理)|派(个|一个)?(人|师傅)|上门/u
const ASKS = /谁|吗|呢|怎么|咋|多少|几|什么|哪|能不能|[?？]/u

function apartIn(turn: Turn): ReturnType<typeof faultsApart> {
  const options = { at: turn.at, timeZone: turn.community.timeZone }
  return faultsApart(turn.services.reader, turn.text, options)
}

async function takeOne(turn: Turn, told: SlotValues): Promise<void> {
  const asked = told.matter === undefined && isRequestOnly(turn.text) ? askedBefore(turn) : null
  const known = asked === null ? told : { ...told, matter: asked }
  const plain = turn.services.reader.plain(turn.text)
  const urgent = URGENT.test(plain)
  // The first answer to an outage asks what decides whether it is an emergency (E3).
  const isOutage = OUTAGE.test(plain) && !HOW_FAR.test(plain) && !ONE_HOME.test(plain)
  if (await isFiledAtOnce(turn, known)) return
  if (SEWER_OUTDOORS.test(plain) && !AT_HOME.test(plain)) {
    if (urgent) turn.advice = turn.phrases.say('repair.sewerAdvice')
  } else if (isOutage) turn.advice = turn.phrases.say('repair.outage')
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

/** 「换个水龙头多少钱」, then 「那帮我报一个吧」: what was asked about is what they come for. */
function askedBefore({ memory, services: { reader }, at }: Turn): string | null {
  if (memory.lastAt === null || at.getTime() - new Date(memory.lastAt).getTime() > SOON_MS) return null
  const clauses = (memory.history.at(-1) ?? '')
    .split(/[，,。；;！!？?\s]+/u)
    .map((clause) => clause.replace(ASKING, '').replace(PRICE, ''))
  return clauses.find((clause) => !NOT_WANTED.test(clause) && reader.category(clause, 'repair') !== null) ?? null
}

const SOON_MS = 30 * 60_000
const ASKING =
  /^(?:你好|您好|请问|麻烦|那|我|就|想|只是|先|再|问问|问一下|问下|问|咨询一?下|打听一?下|你们|能不能|可以|帮忙|会不会|管不管)+/u
const PRICE =
  /(?:要|需要|得|是|大概|一般)*(?:多少钱|什么价格?|啥价|怎么收费|收费吗|收不收费|贵不贵|贵吗|怎么收|花钱吗|要钱吗|价格|费用|归谁管|谁修|谁管|怎么办|咋办|可以吗|行吗|修吗|吗|么|呢)+$/u
const NOT_WANTED = /不是|不用|不要|不报/u

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
      await fileRepairAtOnce(turn, mergeSlots(known, { others: [...(known.others ?? []), ...apart.others] }))
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
