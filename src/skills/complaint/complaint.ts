import { cutText } from '../../platform/cut-text'
import type { Skill } from '../../conversation/skill'
import type { Turn } from '../../conversation/turn'
import { commandOf } from '../../conversation/commands'
import { hear } from '../../conversation/hear'
import { clausesOf, isBareFacts } from '../../conversation/slots/clauses'
import { matterLine, matterOf, saidBack } from '../../conversation/slots/matter'
import { platesIn } from '../../conversation/slots/plate'
import { tellsOfFault } from '../../conversation/slots/read-answer'
import { placeText } from '../../conversation/slots/slot-values'
import type { SlotValues } from '../../conversation/slots/slot-values'
import { addToCase, makeAnonymous } from '../../records/case/add-to-case'
import type { Case } from '../../records/case/case'
import { correctCase } from '../../records/case/correct-case'
import { casesOfUser } from '../../records/case/find-cases'
import { findCase } from '../../records/case/read-case'
import { findStaff } from '../../records/community/staff'
import { askWhich } from '../clarify/clarify'
import { byThisTurn } from '../filing/by-this-turn'
import { fileCase, salutation } from '../filing/file-case'
import { isAwaited } from '../filing/is-awaited'
import { isOfThem } from '../filing/of-them'
import { troubleIn } from '../filing/is-about'
import { sayTime } from '../filing/say-time'
import { writerIn } from '../filing/writer-in'
import { aboutWhom } from './about-whom'
import { complaintNamed, keepFromNamed } from './named-later'
import { asksUnnamed } from './unnamed'

/** What is said this long after filing still belongs to the complaint. */
const SUPPLEMENT_MS = 10 * 60_000
/** Whoever thinks it over may still ask not to be named, and what only goes on (「今晚又开始了」) is no matter of its own. */
const IN_TALK_MS = 24 * 3600_000
const NAMELESS =
  /^(那|还是|请|麻烦|帮我|给我|我)*(要|想要?)?(改成?|改为|设成?|用)?匿名(处理|投诉|吧|了|一下|谢谢|可以吗|行吗|行不行)*[。！!？?]*$/u
/** While it is open, what comes back days later is still the same (「昨晚又来了」). */
const COMES_BACK_MS = 14 * 24 * 3600_000
/** 「你们保安」: of whom is complained, and not yet of what. */
const ONLY_WHOM =
  /^(就是|你们|咱们|我们|这个|那个|那|这|的|家|物业|小区|楼上|楼下|隔壁|对门|邻居|保安|门卫|岗亭|保洁|阿姨|师傅|管家|客服|维修工?|工人|工作人员|经理|员工|人|们|啊|呀|吧|呗|[\s\p{P}])+$/u
/** 「5栋的电梯啊，还能是哪个」 answers, and asks nothing. */
const RHETORICAL = /还(能|会)(是|有)(哪|谁|什么|别).*$|还用(问|说)(吗|么|嘛)?/u
/** How often, with no room for anything else: 「已经第三次了」, 「南门 天天都有」. */
const HOW_OFTEN = /第[二三四五六七八九十\d]+次|次了|天天|每天|经常|老是|总是/
/** So begins a detail of what was just told, whatever trouble its words are known for. */
const DETAILS = /^(补充|就是|时间|位置|地点)/
/** How bad it is, of nothing named: 「味道大得很」, 「特别吵」. */
const HOW_BAD =
  /^(那个?|这个?|真的?|特别|非常|太|好|又|很|味道|气味|声音|动静|态度|灰尘?|实在)*(大|重|臭|吵|脏|响|乱|难闻|恶心|呛|恶劣|差|凶|危险|不方便|受不了|熏人|难受)(得很|的很|得不行|得要命|死了|死人了|极了|了|啊|呀|哦)*[。！!~～]*$/u
/** When it happened: a time to come is read elsewhere, the past only matters here. */
const WHEN = /[今昨前]天|早上|上午|中午|下午|傍晚|晚上|半夜|夜里|凌晨|刚才|[\d一二三四五六七八九十两]点/
/** It goes on, it has come back: said of what was told before. */
const GOES_ON = /又|还在|还是|仍然|继续|一直|今晚|现在|刚才|这次/u

/** The word we offered. */
const COMPLAINS = '我要投诉'
const SAYS_SO =
  /^((你好|您好)[,，\s]*)?(那)?我?(就)?(想|要|想要|来)?(匿名|实名)?(投诉|举报)(?!的|过|了|单|没|电话|渠道|方式|流程|热线|入口|箱|建议|后|之后|处理|进度|无门|$)/u

export const complaint: Skill = {
  name: 'complaint',
  intents: ['complaint'],
  interrupts: true,

  /** 「我投诉许静」, 「我想投诉她」: said so, whatever so few words are heard as. */
  claims: (turn) =>
    Promise.resolve(
      turn.draft === null &&
        turn.facts.menuId === null &&
        turn.named === null &&
        !['cancel', 'progress', 'emergency'].includes(turn.understanding.intent) &&
        SAYS_SO.test(turn.text.trim()) &&
        !ASKS.test(turn.text),
    ),

  async take(turn) {
    if ((await staysUnnamed(turn)) || (await supplement(turn))) return
    // 「投诉你们」 tells of nothing yet.
    const { understanding } = turn
    if (turn.facts.menuId === null && commandOf(turn.text) === 'complaint')
      return turn.hearPart({ text: COMPLAINS, understanding }, () => turn.begin('complaint', {}))
    if (!saysGrievance(turn)) return askWhich(turn, ['complaint', 'faq'])
    await turn.begin('complaint', {})
  },

  /** An answer to 「再告诉我时间和位置」, or 「匿名」, belongs to the complaint just filed, whatever it looks like. */
  async first(turn) {
    const { handoff, emergency } = turn.understanding
    // Beside an answer (「别说是我报的，在3栋门口」) it is said of what is being taken down.
    if (turn.draft !== null && (!asksUnnamed(turn.text) || tellsFacts(turn))) return false
    if (turn.facts.messages.length === 0 || turn.facts.menuId !== null || emergency) return false
    // A call for a person that is guessed from the whole of such a line is none.
    const isCall = handoff.needed && handoff.evidence[0]?.trim() !== turn.text.trim()
    if (await staysUnnamed(turn)) {
      if (isCall && turn.claimed.handoff === null) await turn.callPerson(handoff.reason ?? 'policy', handoff.evidence)
      return true
    }
    if (isCall || turn.draft !== null) return false
    if ((await answersWhose(turn)) || (await settled(turn)) || (await namesAccused(turn))) return true
    const last = turn.memory.caseInTalk
    if (await supplement(turn)) {
      // Days later it is no detail any more: who has to say it again in anger speaks with a person.
      const isLater = last !== null && turn.at.getTime() - new Date(last.at).getTime() > SUPPLEMENT_MS
      if (isLater && handoff.needed && turn.claimed.handoff === null)
        await turn.callPerson(handoff.reason ?? 'policy', handoff.evidence)
      return true
    }
    return takesWhatWasTold(turn)
  },

  async tapped(turn) {
    await turn.begin('complaint', {})
  },

  effects: { 'open-complaint': fileComplaint },
}

async function fileComplaint(turn: Turn, values: SlotValues): Promise<void> {
  const matter = values.matter ?? ''
  const anonymous = asksUnnamed(turn.text)
  const category = turn.services.reader.category(matter, 'complaint')
  const { about, beneath } = await aboutWhom(turn, matter, category)
  const urgent = turn.understanding.sentiment.label === 'angry' || turn.understanding.handoff.needed
  const filed = await fileCase(turn, {
    kind: 'complaint',
    category,
    priority: urgent ? 'urgent' : 'normal',
    values,
    anonymous,
    except: about,
    beneath,
  })
  const words = {
    salutation: anonymous ? '' : salutation(turn, values.name),
    matter: saidBack(matter),
    number: filed.number,
    who: filed.who,
    due: filed.due,
  }
  if (filed.joined) return turn.phrase('complaint.joined', words)
  if (isAwaited(turn) && !anonymous)
    return turn.phrase('handoff.filedToo', {
      apology: turn.phrases.say('handoff.apology'),
      number: filed.number,
      who: filed.who,
      due: filed.due,
      more: values.home?.building ? '' : turn.phrases.say('handoff.filedTooSend'),
    })
  // Asks nothing when a person takes over, and no more than one thing otherwise (design D9, B16).
  const ask =
    turn.understanding.handoff.needed || turn.hasMore || anonymous
      ? ''
      : (category === null && about.length > 0) || ONLY_WHOM.test(matter)
        ? 'complaint.askWhat'
        : values.spot || values.home
          ? 'complaint.askMore'
          : 'complaint.askPlace'
  const asked = ask ? turn.phrases.say(ask) : anonymous ? turn.phrases.say('complaint.keptAnonymous') : ''
  const more = [about.length > 0 ? turn.phrases.say('complaint.notTheirs') : '', asked].filter(Boolean).join('\n')
  // An urgent one is answered by the time others are first called: one time is enough to remember.
  if (filed.first === filed.due) return turn.phrase('complaint.filedUrgent', { ...words, more })
  await turn.phrase('complaint.filed', { ...words, first: filed.first, more })
}

/**
 * 「匿名」, the word we offered, and 「别说是我」 hold for every complaint of this talk, also while a person is waited for. A question
 * about anonymity is none.
 */
export async function staysUnnamed(turn: Turn): Promise<boolean> {
  const last = turn.memory.caseInTalk
  if (last?.kind !== 'complaint' || turn.at.getTime() - new Date(last.at).getTime() > IN_TALK_MS) return false
  const found = await findCase(turn.db, last.id)
  // A complaint with a fault of its own is another one, told without a name from the start.
  const trouble = troubleIn(turn.services.reader, turn.text)
  const isElse =
    turn.understanding.intent === 'complaint' && trouble !== null && !found?.category.startsWith(`${trouble}/`)
  const isAsked = isElse || ASKS.test(turn.text)
  if (!NAMELESS.test(turn.text.trim()) && (isAsked || !asksUnnamed(turn.text))) return false
  const { channel, user } = turn.claimed.conversation
  const own = await casesOfUser(turn.db, { channel, user, onlyOpen: true, limit: 20 })
  const lately = own.filter(
    (one) => one.kind === 'complaint' && turn.at.getTime() - one.openedAt.getTime() < IN_TALK_MS && one.id !== last.id,
  )
  if (found !== null) await keepFromNamed(turn, found)
  if (trouble !== null && found !== null) note(turn, last.id)
  for (const id of [last.id, ...lately.map((one) => one.id)]) turn.effect((tx) => makeAnonymous(tx, id, writerIn(turn)))
  await turn.phrase('complaint.anonymous', {
    number: [last.number, ...lately.map(({ number }) => number)].join('、'),
  })
  return true
}

/**
 * 「我想投诉她」, or the address, after a grievance that got an answer and no record: the story that was told is the complaint.
 */
async function takesWhatWasTold(turn: Turn): Promise<boolean> {
  const { lastAt, history, caseInTalk } = turn.memory
  if (turn.draft !== null || lastAt === null || turn.at.getTime() - new Date(lastAt).getTime() > SUPPLEMENT_MS)
    return false
  const { reader } = turn.services
  const points = POINTS_AT.test(turn.text.trim())
  const options = { at: turn.at, timeZone: turn.community.timeZone }
  const isPlace = isBareFacts(clausesOf(reader, turn.text, turn.at, turn.community.timeZone))
  if (!points && (!isPlace || caseInTalk !== null || reader.where(turn.text).building === undefined)) return false
  const before = points ? history.slice(-3) : history.slice(-1)
  const told = before.filter(
    (said) => matterOf(said) !== null && (points || hear(reader, said, options).intent === 'complaint'),
  )
  if (told.length === 0) return false
  await turn.takeAs('complaint', { text: [...told, ...(points ? [] : [turn.text])].join('，'), toldBefore: [] })
  return true
}

const POINTS_AT =
  /^(那|所以|我)*(就是|就)?(想|要|想要)?(投诉|举报)(一下|一?个)?(他|她|它|这个?|那个?)(们|人|家|事儿?|情况|件事|家人|邻居)?(了|吧|啊|呀|可以吗|行吗)*[。！!？?]*$/u

/** 「不会又到他手上吧」, 「她看得到吗」: whoever it is about neither leads nor reads it. */
export async function answersWhose(turn: Turn): Promise<boolean> {
  const last = turn.memory.caseInTalk
  if (last?.kind !== 'complaint' || !IN_WHOSE_HANDS.test(turn.text)) return false
  const found = await findCase(turn.db, last.id)
  if (found === null || found.aboutStaff.length === 0 || !RUNNING.includes(found.status)) return false
  const staff = await findStaff(turn.db, found.assignee ?? found.ownerOfRecord)
  turn.caseRef.id = found.id
  await turn.phrase('complaint.whose', {
    number: found.number,
    who: staff ? `${staff.title}${staff.name}` : turn.phrases.say('handoff.officer'),
    due: found.dueAt === null ? '' : sayTime(turn, found.dueAt),
  })
  return true
}

const RUNNING: readonly string[] = ['open', 'accepted', 'in_progress', 'paused']
const IN_WHOSE_HANDS =
  /(到|落|转|交|给|回|派|是|由|让|归)(到|给|回)?(了)?(他|她|他们|她们|本人|自己|[经管][理家]).{0,3}(手|处理|负责|查|管|办|跟)|(他|她|他们|本人).{0,3}(自己查|查自己|看得?到|看见|知道|晓得|也?能看|会看)|官官相护|自己人查/u

/** 「停了停了，谢谢」: it is over for now; the record stays until the owner takes it back. */
export async function settled(turn: Turn): Promise<boolean> {
  const last = turn.memory.caseInTalk
  if (last?.kind !== 'complaint' || !SETTLED.test(turn.text) || ASKS.test(turn.text)) return false
  const found = await findCase(turn.db, last.id)
  if (found === null || !RUNNING.includes(found.status)) return false
  note(turn, last.id)
  await turn.phrase('complaint.settled', { number: last.number })
  return true
}

const SETTLED =
  /^(好了|行了|哦|嗯|现在|这会儿?|他们|对方|楼上|已经|总算|终于|,|，|\s)*(停|不吵|不响|不跳|不闹|安静|消停|走|散)(下来|开)?了([，,。！!~～\s]|停了|谢谢|哈|啊|呀|吧|没事了|辛苦|你们|您|麻烦)*$/u

/**
 * Within ten minutes whatever tells more of it (when, where, who, how much, how often) belongs to the complaint of this talk; only
 * words that name another trouble begin another one. Later only what says that it goes on.
 */
export async function supplement(turn: Turn): Promise<boolean> {
  const last = turn.memory.caseInTalk
  if (last?.kind !== 'complaint' || isSomethingElse(turn)) return false
  const agoMs = turn.at.getTime() - new Date(last.at).getTime()
  const { intent } = turn.understanding
  const goesOn = agoMs < COMES_BACK_MS && ['complaint', 'chitchat', 'other'].includes(intent) && namesNothingNew(turn)
  if (agoMs > SUPPLEMENT_MS && !goesOn) return false
  const found = await findCase(turn.db, last.id)
  // Of what we say is done, the owner's next word is the answer to that (skills/rating).
  if (found === null || ['resolved', 'closed', 'cancelled'].includes(found.status)) return false
  if (!goesOn && !(await tellsMoreOf(turn, found))) return false
  fillPlace(turn, found)
  const more = await keepFromNamed(turn, found)
  if (ONLY_WHOM.test(found.summary)) tellStory(turn, found)
  else note(turn, last.id)
  await turn.phrase('complaint.added', { number: last.number, more })
  return true
}

/** 「那个人叫许静，你们自己查」, hours or days after filing: they are kept from it from then on. */
export async function namesAccused(turn: Turn): Promise<boolean> {
  const found = await complaintNamed(turn)
  if (found === null) return false
  const more = await keepFromNamed(turn, found)
  turn.caseRef.id = found.id
  note(turn, found.id)
  await turn.phrase('complaint.added', { number: found.number, more })
  return true
}

/** A question, a thank-you, a call for a person, a fault that is to be mended. */
function isSomethingElse(turn: Turn): boolean {
  const { intent, confidence } = turn.understanding
  const { text } = turn
  if (turn.facts.photos.length > 0 && text === '') return false
  if (['human', 'cancel', 'rating'].includes(intent)) return !tellsFacts(turn)
  if (ASKS.test(text.replace(RHETORICAL, '')) && intent !== 'complaint')
    return !tellsFacts(turn) || ['faq', 'progress'].includes(intent)
  if (intent === 'repair') return tellsOfFault(turn, text)
  if (intent === 'praise' || intent === 'suggestion') return /建议|表扬|感谢|谢谢|点赞/u.test(text)
  if (intent === 'progress') return !tellsFacts(turn) && !HOW_OFTEN.test(text)
  return ['greeting', 'chitchat'].includes(intent) && confidence >= SURE_TALK && !tellsFacts(turn)
}

/** Beyond this, talk that tells no fact is only talk. */
const SURE_TALK = 0.8
const ASKS =
  /[?？]|吗|怎么(办|弄|交|样)|什么|多少|多久|几次|能不能|可不可以|是不是|有没有|会不会|行不行|如何|几点|哪(里|儿|个)/u

/** Place, time, plate, sum: something of the matter, whatever so few words look like. */
function tellsFacts(turn: Turn): boolean {
  const where = turn.services.reader.where(turn.text)
  return (
    turn.facts.photos.length > 0 ||
    [where.place, where.building, where.room, where.floor].some((each) => each !== undefined) ||
    platesIn(turn.text).length > 0 ||
    turn.understanding.entities.length > 0 ||
    HOW_MUCH.test(turn.text) ||
    OF_US.test(turn.text) ||
    (turn.text.length <= 20 && (WHEN.test(turn.text) || HOW_OFTEN.test(turn.text)))
  )
}

/** Who suffers from it: 「我家1102 老人心脏不好」. */
const OF_US = /我(们)?(家|住)|老人|小?孩子?|孕妇|宝宝|病人|心脏|上班|上学/u
const HOW_MUCH =
  /[\d一二两三四五六七八九十百千万几半]+多?个?多?(块|元|万|百|千|人|户|辆|条|只|天|小时|分钟|星期|礼拜|周|月|年)/u

/** The same trouble or none of its own; before it is known what the trouble is, whatever says so. */
async function tellsMoreOf(turn: Turn, found: Case): Promise<boolean> {
  const { text, services } = turn
  if (/投诉|举报/u.test(text) && !/^(我)?(是)?(要|想)?投诉的?(是|他|她)/u.test(text)) return false
  if (ONLY_WHOM.test(found.summary)) return true
  // 「她心脏不好」 tells of somebody, and not of dirt.
  const trouble = troubleIn(services.reader, text.replace(/心脏病?/gu, ' '))
  if (trouble !== null && !found.category.startsWith(`${trouble}/`))
    // 「就在中心花园」 names where; the trouble its words are known for is another's.
    return (
      saysOnlyWhere(turn) ||
      found.category.startsWith('其他/') ||
      DETAILS.test(text) ||
      (await isAboutAccused(turn, found))
    )
  return true
}

const saysOnlyWhere = (turn: Turn): boolean =>
  ['chitchat', 'other'].includes(turn.understanding.intent) && turn.text.length <= 20 && tellsFacts(turn)

/** Once somebody of ours is complained of, how they behave is more of the same. */
async function isAboutAccused(turn: Turn, found: Case): Promise<boolean> {
  if (found.aboutStaff.length === 0) return false
  const { about } = await aboutWhom(turn, turn.text, null)
  return (
    about.every((id) => found.aboutStaff.includes(id)) &&
    OF_MANNERS.test(troubleIn(turn.services.reader, turn.text) ?? '')
  )
}

const OF_MANNERS = /^(服务态度|员工违规|处理不及时|收费争议)$/u

/** A word that complains, a trouble we know, or displeasure: without any of them it is asked about before anybody is put to work. */
function saysGrievance(turn: Turn): boolean {
  const { confidence, sentiment, signals, handoff } = turn.understanding
  if (turn.draft !== null || turn.hasMore || turn.facts.menuId !== null || confidence >= SURE_COMPLAINT) return true
  if (handoff.needed || signals.length > 0 || sentiment.label !== 'neutral') return true
  return (
    matterOf(turn.text) === null ||
    /投诉|投訴|举报|反映|不满|差评|complain/iu.test(turn.text) ||
    turn.services.reader.category(turn.text, 'complaint') !== null
  )
}

const SURE_COMPLAINT = 0.9

/** 「今晚又开始了」 names neither fault nor place: it is said of the complaint of this talk. */
function namesNothingNew(turn: Turn): boolean {
  if (HOW_BAD.test(turn.text)) return true
  if (turn.services.reader.category(turn.text, 'complaint') !== null || /投诉|举报/u.test(turn.text)) return false
  if (turn.understanding.intent === 'other' && turn.text.length <= 20 && isOfThem(turn.text)) return true
  return (turn.text.length <= 20 && GOES_ON.test(turn.text)) || (turn.text.length <= 8 && HOW_OFTEN.test(turn.text))
}

/** Now it is said what happened: the line that staff read first says it too. */
function tellStory(turn: Turn, found: Case): void {
  const summary = cutText(`${found.summary.replace(/[\s\p{P}]+$/u, '')}，${matterLine(turn.text)}`, 200)
  turn.effect((tx) => correctCase(tx, found.id, { summary, ...byThisTurn(turn) }).then(() => undefined))
}

function note(turn: Turn, id: string): void {
  const { exchangeIds, facts, at } = turn
  turn.effect((tx) =>
    addToCase(tx, id, { note: matterLine(turn.text), photos: facts.photos, exchangeIds, at, nameIn: writerIn(turn) }),
  )
}

/** The address we asked for goes where staff look for it. */
export function fillPlace(turn: Turn, found: Case): void {
  const where = turn.services.reader.where(turn.text)
  const { building, unit, room } = where
  if (found.anonymous || found.location.building || building === undefined || isOfThem(turn.text)) return
  const home = { building, ...(unit ? { unit } : {}), ...(room ? { room } : {}) }
  const place = found.location.place ?? where.place ?? null
  turn.effect((tx) =>
    correctCase(tx, found.id, {
      location: { ...home, place, text: placeText({ home, ...(place ? { spot: { place, scope: null } } : {}) }) },
      ...byThisTurn(turn),
    }).then(() => undefined),
  )
}
