import type { Skill } from '../../conversation/skill'
import type { Turn } from '../../conversation/turn'
import { isGuessedCall } from '../../conversation/core-of'
import { asNamed } from '../../conversation/named-dialog'
import { isOutside, readAnswer } from '../../conversation/slots/read-answer'
import { matterLine } from '../../conversation/slots/matter'
import { visitHours } from '../../conversation/slots/visit-hours'
import type { DialogDefinition } from '../../dialogs/definition'
import { addToCase } from '../../records/case/add-to-case'
import type { Case } from '../../records/case/case'
import { casesOfUser } from '../../records/case/find-cases'
import { findCase } from '../../records/case/read-case'
import { wantsAnotherPerson, wishForTime } from './another-time'
import { correctFiled, valuesOf, write } from './correct-filed'
import { knownValues } from './known-values'
import { tellsMoreOfVoice } from './more-of-voice'
import { namedIn } from './named-in'
import { saidFacts } from './said-facts'
import { hearOfVisitor, passOf, speaksOfVisitor } from './visitor-news'
import { withdraws } from './withdraws'
import { worksAgain } from './works-again'

/** What is said this long after filing still belongs to it, when it adds. */
const BELONGS_MS = 30 * 60_000
const ADDS = /^(还有|补充|对了|另外|顺便说|忘了说|就是|记得|麻烦|提醒)/
const RUNNING = ['open', 'accepted', 'in_progress', 'paused']

/**
 * A correction, another time, a photo or a detail after a repair or an application was filed: it changes the record that is
 * there. A complaint takes corrections too; what else is said after it, the complaint hears (skills/complaint).
 */
export const afterFiling: Skill = {
  name: 'after-filing',
  intents: [],
  first: belongsToFiled,
  take: () => Promise.reject(new Error('what belongs to a record is heard first or not at all')),
}

/** True when the words went to the record the talk is about, and the owner has been told so. */
export async function belongsToFiled(turn: Turn): Promise<boolean> {
  const last = turn.memory.caseInTalk
  if (turn.facts.menuId !== null || turn.facts.messages.length === 0 || turn.draft !== null) return false
  const { emergency, intent } = turn.understanding
  if (last === null || emergency || asksOn(turn)) return false
  if (await beginsAnother(turn, last)) return true
  // Anger beside a correction (「气死我了，不对，是8栋」) calls a person first; once one is called the record is put right.
  if (callsPerson(turn)) return false
  if (intent === 'human' && !isGuessedCall(turn.understanding, turn.text)) return false
  const found = await caseMeant(turn, last.id)
  if (!found || !RUNNING.includes(found.status)) return false
  const isFresh = turn.at.getTime() - new Date(last.at).getTime() < BELONGS_MS
  if (isFresh && tellsMoreOfVoice(turn, found)) {
    turn.keepFacts(saidFacts(turn))
    await add(turn, found)
    return true
  }
  const definition = dialogOf(turn, found)
  if (!definition) return false
  const corrected = found.kind === 'repair' ? 'repair.corrected' : 'progress.corrected'
  const own = isOwn(turn, found)
  if (own && (await hearOfVisitor(turn, found, definition))) return true
  const isWish = intent !== 'complaint' || !/投诉|举报/u.test(turn.text)
  if (own && found.kind === 'repair' && isWish && wantsAnotherPerson(turn.text)) {
    await add(turn, found)
    return true
  }
  if (own && (await moveVisit(turn, found, { definition, corrected }))) return true
  if (own && worksAgain(turn.text, found.summary)) return askWhetherOver(turn, found)
  if (intent === 'cancel' && withdraws(turn.text)) return false
  if (own && (await correctFiled(turn, found, definition, { isFresh, corrected }))) return true
  if (!ABOUT_A_CASE.includes(found.kind)) return false
  // 「不用寄给我」 takes nothing back; it is a wish about how.
  if (intent === 'cancel') {
    if (!REFUSES.test(turn.text)) return false
    await add(turn, found)
    return true
  }
  if (!isFresh) return false
  const isForVisit = own && found.kind === 'repair' && FOR_WHO_COMES.test(turn.text) && !QUESTION_MARKS.test(turn.text)
  if (!isForVisit && !(await isDetail(turn, definition)) && !(own && saysMoreOf(turn, found))) return false
  await add(turn, found)
  return true
}

/** 「门口密码1234，我不在家」, 「钥匙在门垫下」: what whoever comes needs to get in. */
const FOR_WHO_COMES =
  /密码(?:锁)?(?:是|为|[:：])?\s*[\d*#]{3,}|钥匙(?:在|放|给|留|压|藏)|(?:按|敲)(?:一下|下)?(?:门铃|大声|重|响)|家里?(?:只有|就)(?:我)?(?:老人|孩子|爸|妈|爷爷|奶奶|老公|老婆|保姆|阿姨)|(?:戴|穿|带)(?:上)?鞋套|别按门铃|轻点敲/u
const QUESTION_MARKS = /[?？]|吗$/u

/** 「周末呢」, right after an answer, asks on, and moves no visit. */
function asksOn({ memory: { asked, lastAt }, text }: Turn): boolean {
  return lastAt !== null && asked.at(-1)?.at === lastAt && ASKS_ON.test(text) && !OF_A_VISIT.test(text)
}

const ASKS_ON = /(呢|吗|么)[啊呀]?[?？。!！\s]*$|[?？]/u
const OF_A_VISIT = /改|换|约|来|上门|师傅|师父|修|推迟|提前|不行|没空|没人/u

const REFUSES = /不用|不要|不需要|不必|别|免了|甭/u
const ABOUT_A_CASE: readonly string[] = ['repair', 'application']

const callsPerson = ({ understanding, claimed, text }: Turn): boolean =>
  understanding.handoff.needed && claimed.handoff === null && !isGuessedCall(understanding, text)

/** A photo, 「还有」, or bare facts. */
async function isDetail(turn: Turn, definition: DialogDefinition): Promise<boolean> {
  const { intent } = turn.understanding
  if (['faq', 'complaint', 'praise', 'greeting', 'rating', 'progress', 'human'].includes(intent)) return false
  const { values, bare } = readAnswer(turn, definition.slots, { names: [] })
  const onlyPhoto = turn.facts.photos.length > 0 && turn.text === ''
  if (intent === 'suggestion' && (/建议|意见|suggest/i.test(turn.text) || !ADDS.test(turn.text))) return false
  if (!(onlyPhoto || ADDS.test(turn.text) || bare)) return false
  return values.matter === undefined || intent !== 'repair'
}

/** Another matter says so itself. */
const ANOTHER =
  /投诉|举报|报修|建议|意见|表扬|人工|另外|还有[个一]|再(报|帮|登|来一)|顺便|别的|其他|complain|suggest|also/iu
/** As if it had not been one before: 「卧室的也不亮」. */
const TOO = /也|另一|别家|隔壁/u
/** A wish for the time until it is mended. */
const MEANWHILE = /临时|暂时|应急|先(给|弄|装|放|用|借|把|帮)/u
const SAID_OF_IT: readonly string[] = ['repair', 'complaint', 'suggestion', 'other', 'chitchat']
const LONGEST_MORE = 40
/** How it goes on, of nothing named. */
const GOES_ON = /更|越来越|还在|一直|还是|现在|没反应|到处|满地/u

/**
 * 「就是我们楼下小花园 晚上黑咕隆咚的」, 「能不能先给个临时的灯」, 「还是不亮 开关按了没反应」: soon after filing it is said of what was filed, unless
 * it names another thing, trouble or place.
 */
function saysMoreOf(turn: Turn, found: Case): boolean {
  const { text, understanding, services } = turn
  const { reader } = services
  if (!SAID_OF_IT.includes(understanding.intent) || text.length > LONGEST_MORE) return false
  if (ANOTHER.test(text) || TOO.test(text)) return false
  const names = namedIn(`${found.summary}${found.location.text ?? ''}`, text)
  const { place, building } = reader.where(text)
  const known = `${found.summary}${found.location.text ?? ''}`
  const isElsewhere =
    (place !== undefined && !known.includes(place)) || (building !== undefined && building !== found.location.building)
  if (isElsewhere) return false
  if (understanding.intent === 'suggestion') return names || MEANWHILE.test(text)
  if (understanding.intent === 'complaint') return names && !OF_PEOPLE.test(reader.category(text, 'complaint') ?? '')
  if (understanding.intent !== 'repair') return names
  const category = reader.category(text, 'repair')
  return names || category === found.category || (category === null && GOES_ON.test(text))
}

/** How somebody behaved is no detail of what is broken. */
const OF_PEOPLE = /^(服务态度|员工违规|机器人体验|收费争议|信息泄露骚扰)/u

/** 「再帮我妈办一个，她住6栋」: another application of the kind just filed, for another home. */
async function beginsAnother(turn: Turn, last: { id: string; kind: string; at: string }): Promise<boolean> {
  if (last.kind !== 'application' || !ONE_MORE.test(turn.text)) return false
  if (turn.at.getTime() - new Date(last.at).getTime() > ONE_MORE_MS) return false
  const { handoff, sentiment } = turn.understanding
  const isVoiceOnly = handoff.evidence[0]?.trim() === turn.text.trim()
  if (sentiment.label === 'angry' || (handoff.needed && !isVoiceOnly)) return false
  const found = await findCase(turn.db, last.id)
  const definition = found === null ? undefined : dialogOf(turn, found)
  if (definition === undefined) return false
  const known = await knownValues(turn)
  const { building } = turn.services.reader.where(turn.text)
  const { understanding } = turn
  await turn.hearPart({ text: turn.text, understanding: asNamed(understanding) }, () =>
    turn.begin(definition.dialog, building === undefined ? known : { ...known, home: undefined }),
  )
  return true
}

const ONE_MORE = /(再|还要|还得|另外)(帮|给|替|要)?[^，,。]{0,6}?(办|登记|申请|弄|约|来)(一|1|两)?(个|张|份|位|次|下)/u
const ONE_MORE_MS = 2 * 3600_000

/** When they come is put off or moved; without another time it is noted, and one question asked. */
async function moveVisit(
  turn: Turn,
  found: Case,
  { definition, corrected }: { definition: DialogDefinition; corrected: string },
): Promise<boolean> {
  const slot = definition.slots.find(({ kind }) => kind === 'time')
  if (!slot || (found.kind === 'repair' && !found.location.room && found.appointment === null)) return false
  const known = valuesOf(found, turn.community.timeZone)
  const wish = wishForTime(turn, known.appointment, found.kind === 'application')
  if (wish === null) return false
  turn.memory.caseInTalk = { id: found.id, number: found.number, kind: found.kind, at: turn.at.toISOString() }
  if (wish !== 'none-named' && isOutside(wish.time, slot, turn.community.timeZone)) {
    await turn.phrase('patterns.timeOutside', visitHours(slot))
    turn.asking = true
    return true
  }
  if (wish !== 'none-named') {
    await write(turn, found, { definition, known, said: { appointment: wish.time }, corrected })
    return true
  }
  if (found.kind !== 'repair') return false
  keep(turn, found)
  turn.asking = true
  await turn.phrase(OUR_DELAY.test(turn.text) ? 'progress.visitOff' : 'progress.askTime', { number: found.number })
  return true
}

/** It is we who cannot come. */
const OUR_DELAY = /(师傅|师父|你们|他们?|人家).*(来不了|到不了|赶不过来|没法来|不来了)/u

/** It works again before staff say so: they hear of it, and the owner says whether anybody still has to come. */
async function askWhetherOver(turn: Turn, found: Case): Promise<boolean> {
  if (found.kind !== 'repair') return false
  keep(turn, found)
  // Whoever is on their way asks it themselves.
  if (turn.claimed.handoff !== null) {
    await turn.phrase('progress.noted', { number: found.number })
    return true
  }
  turn.memory.mended = { id: found.id, number: found.number, at: turn.at.toISOString() }
  turn.asking = true
  await turn.say({
    type: 'menu',
    text: turn.phrases.say('progress.worksAgain', { number: found.number }),
    options: [
      { id: `case_end_${found.id}`, label: turn.phrases.say('progress.buttonEnd') },
      { id: `case_come_${found.id}`, label: turn.phrases.say('progress.buttonCome') },
    ],
  })
  return true
}

/** What somebody else reported and this owner joined is not theirs to change: another home or number is news about themselves. */
export function isOwn({ claimed: { conversation } }: Turn, { conversationId, reporters }: Case): boolean {
  return conversationId === conversation.id || reporters.every(({ user }) => user === conversation.user)
}

/** The record the talk is about, unless the words name another one of theirs: 「马桶的改到下午」. */
async function caseMeant(turn: Turn, id: string): Promise<Case | null> {
  const inTalk = await findCase(turn.db, id)
  const isRunning = inTalk !== null && RUNNING.includes(inTalk.status)
  if (!(isRunning && inTalk.kind === 'application') && speaksOfVisitor(turn.text, isRunning ? inTalk.kind : null)) {
    const pass = await passOf(turn)
    if (pass !== null) return pass
  }
  if (inTalk !== null && namedIn(inTalk.summary, turn.text)) return inTalk
  const { channel, user } = turn.claimed.conversation
  const own = await casesOfUser(turn.db, { channel, user, onlyOpen: true, limit: 20 })
  const named = own.filter((one) => namedIn(one.summary, turn.text))
  return named.length === 1 ? named[0]! : inTalk
}

/** The guided talk a record came from: its slots say what can be put right. */
function dialogOf(turn: Turn, { kind, category }: Case): DialogDefinition | undefined {
  const { dialogs } = turn.dialogs
  if (kind === 'repair' || kind === 'complaint') return dialogs.get(kind)
  if (kind !== 'application' && kind !== 'enquiry') return undefined
  return [...dialogs.values()].find(
    (definition) => definition.category !== undefined && definition.category === category,
  )
}

async function add(turn: Turn, found: Case): Promise<void> {
  keep(turn, found)
  await turn.phrase('progress.noted', { number: found.number })
}

/** What was said stands with the case. */
function keep(turn: Turn, found: Case): void {
  const { exchangeIds } = turn
  turn.caseRef.id = found.id
  turn.effect((tx) =>
    addToCase(tx, found.id, { note: matterLine(turn.text), photos: turn.facts.photos, exchangeIds, at: turn.at }),
  )
}
