import { cutText } from '../../platform/cut-text'
import type { Skill } from '../../conversation/skill'
import type { Turn } from '../../conversation/turn'
import { countQuestion } from '../../conversation/memory'
import { chooseHit } from '../../conversation/model/choose-hit'
import type { SearchOutcome } from '../../knowledge/retrieval/outcome'
import { recordUnanswered } from '../../knowledge/articles/unanswered'
import type { UnansweredReason } from '../../knowledge/articles/unanswered'
import { isOnlyPlates } from '../../conversation/slots/plate'
import type { Intent } from '../../understanding/understanding'
import { communityOf } from '../filing/file-case'
import { openDeferralTask } from '../filing/open-deferral-task'
import { offerMeeting } from '../meeting/offer-meeting'
import { moreOfQuestion } from './more-of-question'

/** The third time another way is needed: a person (B18). */
const TIMES_UNTIL_PERSON = 3
const CHOICES = 3
/** A repair is looked at rather than explained, and who asks for a person gets one. */
const PERHAPS_A_QUESTION: readonly Intent[] = ['complaint', 'progress', 'suggestion', 'chitchat', 'other']
const SURE = 0.85
/** 「我要匿名投诉3栋的保洁」 is no question about complaints. */
const SAYS_WHAT =
  /^(你好|您好)?[,，]?(我?(想|要|想要)(匿名|实名)?(投诉|举报|反映|建议|表扬)|我?(匿名|实名)?(投诉|举报)(?!.{0,2}(电话|渠道|方式|流程|热线|入口|箱)|$))(?!.*(吗|怎么|如何|哪|什么|多少|[?？]))/u

export const faq: Skill = {
  name: 'faq',
  intents: ['faq'],
  interrupts: true,

  first: moreOfQuestion,

  /** Calm words nobody is sure about, and an approved article that answers them: answering wrongs nobody, filing might. */
  async claims(turn) {
    const { intent, confidence, sentiment, handoff } = turn.understanding
    if (saysNothingToLookUp(turn.text) || handoff.needed || turn.facts.menuId !== null) return false
    const isCalm = sentiment.label === 'neutral' || (sentiment.label === 'negative' && intent === 'progress')
    if (isCalm && askedOn(turn) !== null && (PERHAPS_A_QUESTION.includes(intent) || intent === 'greeting'))
      return turn.draft === null && (await search(turn)).decision === 'answer'
    if (intent === 'repair' && turn.draft === null && sentiment.label !== 'angry')
      if (turn.services.reader.outsideBody(turn.text)?.sendsNobody) return (await search(turn)).decision === 'answer'
    if (!PERHAPS_A_QUESTION.includes(intent) || confidence >= SURE || sentiment.label !== 'neutral') return false
    if (SAYS_WHAT.test(turn.text)) return false
    return (await search(turn)).decision === 'answer'
  },

  async take(turn) {
    const outcome = await chooseHit(turn, await search(turn))
    if (outcome.decision === 'answer') return answerWith(turn, outcome.hits[0]!)
    if (outcome.decision === 'choices') return offer(turn, outcome)
    await defer(turn, outcome.lacksValue ? 'placeholder' : 'no_article')
  },

  async tapped(turn, rest) {
    if (rest === 'none') {
      const asked = turn.memory.asked.at(-1)?.words
      if (asked) noteUnanswered(turn, asked, 'unsure')
      return turn.callPerson('requested', [turn.text])
    }
    const offered = turn.memory.offered.find((entry) => entry.id === rest)
    if (!offered) return turn.phrase('patterns.laterMenu')
    const outcome = await turn.services.search(offered.label, {
      communityId: communityOf(turn),
      at: turn.at,
      history: [],
    })
    const hit = outcome.hits.find((candidate) => candidate.id === rest)
    return hit ? answerWith(turn, hit) : defer(turn)
  },
}

/** A follow-up leaves out what was asked about (「押金要不要」, after a wheelchair): it is looked up together with that. */
export async function search(turn: Turn): Promise<SearchOutcome> {
  const own = await searchFor(turn, inChinese(turn))
  const before = askedOn(turn) ?? matterInHand(turn)
  if (before === null) return own
  const isAnswered = own.decision === 'answer'
  const given = turn.memory.asked.at(-1)?.normal
  if (OWN_SUBJECT.test(turn.text)) {
    const about = isAnswered ? own : await searchFor(turn, turn.text, before)
    return about.decision === 'answer' && about.hits[0]!.key !== given ? about : own
  }
  const both = await searchFor(turn, `${before}，${turn.text}`)
  // 「凭什么」 names nothing: what it finds alone is another matter.
  if (NAMES_NOTHING.test(turn.text)) return both
  // 「幼儿园小朋友行不行」 asks the earlier question of somebody else, however much it says.
  if (isAnswered && [...turn.text].length > LONGEST_BARE_QUESTION)
    return OF_ANOTHER.test(turn.text) && both.decision === 'answer' ? both : own
  const about = await searchFor(turn, turn.text, before)
  const joined = [about, both].filter(({ decision }) => decision === 'answer')
  const other = joined.find(({ hits }) => hits[0]!.key !== given)
  if (other) return other
  // The same once more, where these words alone mean something else: theirs is meant, or may be.
  if (joined[0] && !POINTS_BACK.test(turn.text)) {
    if (isAnswered && about.decision !== 'answer' && own.hits[0]!.key !== given) return own
    return otherThan(joined[0], own, [...about.hits, ...both.hits]) ?? joined[0]
  }
  if (joined[0]) return joined[0]
  if (isAnswered) return own
  return [about, both].find(({ decision }) => decision === 'choices' && own.decision === 'choices') ?? own
}

/** What these words alone may mean beside what was just answered, and is near to what was asked before too: the owner chooses. */
function otherThan(again: SearchOutcome, own: SearchOutcome, near: SearchOutcome['hits']): SearchOutcome | null {
  const given = again.hits[0]!
  const [first] = own.hits.filter(({ key }) => near.some((hit) => hit.key === key && hit.score >= LEAST_NEAR))
  if (own.decision === 'answer' || first === undefined || first.key === given.key || first.score < LEAST_OTHER)
    return null
  return { ...own, decision: 'choices', hits: [first, given] }
}

const LEAST_NEAR = 0.03
const LEAST_OTHER = 0.2
const OF_ANOTHER = /(行不行|可不可以|行吗|可以吗)[?？]*$/u
/** 「他几点下班」 is about whom we spoke of. */
const POINTS_BACK = /^(那)?(他|她|它|这个|那个|这些|那些)/u
const NAMES_NOTHING = /^(那|这)?(凭|为)(什么|啥|何)[啊呀呢?？。!！\s]*$/u

/** 「那我先怎么弄」, while a repair is taken down: about what is broken. */
function matterInHand({ draft, text }: Turn): string | null {
  return [...text].length <= LONGEST_FOLLOW_UP && FIRST_AID.test(text) ? (draft?.matter ?? null) : null
}

const FIRST_AID = /怎么(弄|办|处理|搞)|咋(弄|办|整)|先(做|干|弄)(什么|啥)/u

function searchFor(turn: Turn, question: string, about?: string): Promise<SearchOutcome> {
  return turn.services.search(question, {
    communityId: communityOf(turn),
    at: turn.at,
    history: turn.memory.history,
    limit: CHOICES,
    about,
  })
}

/** The question answered just before, where these few words ask on and name no subject of their own; else null. */
function followedUp(turn: Turn): string | null {
  return OWN_SUBJECT.test(turn.text) ? null : askedOn(turn)
}

/** The same, also where the earlier question is asked of another subject: 「那车位呢」. */
function askedOn({ memory, at, text }: Turn): string | null {
  const last = memory.asked.at(-1)
  if (last === undefined || last.words === text) return null
  if (at.getTime() - new Date(last.at).getTime() > FOLLOW_UP_MS) return null
  const isShort = [...text].length <= LONGEST_FOLLOW_UP
  return isShort && ASKS_ON.test(text) && (!OWN_SUBJECT.test(text) || ANOTHER.test(text)) ? last.words : null
}

const ANOTHER = /^.{1,8}呢[?？]*$/u

const FOLLOW_UP_MS = 10 * 60_000
const LONGEST_FOLLOW_UP = 14
const LONGEST_BARE_QUESTION = 7
const ASKS_ON =
  /呢|吗|么|嘛|几|多少|多久|怎么|咋|哪|什么|啥|要不要|能不能|可不可以|行不行|谁|[付要行用给能以成管开有办钱费]不要?$|[空有位][的地]?没有?$|[?？]/u
const OWN_SUBJECT =
  /物业费|管理费|停车|车位|月卡|月租|水费|电费|燃气|煤气|暖气|供暖|门禁|门卡|快递|垃圾|装修|宠物|狗|猫|电动车|充电|维修基金|公摊|泳池|健身|会所|阳台|电话|人工|你们|报修|投诉|进度/u

/** A plate, a case's number, a sum, a question about the bot itself: no article answers these, whatever looks alike. */
export function saysNothingToLookUp(text: string): boolean {
  return isOnlyPlates(text) || CASE_NUMBER.test(text) || SUM.test(text) || OF_THE_BOT.test(text)
}

const CASE_NUMBER = /(BX|TS|JY|BY|ZX|JJ|SQ)[-\s]?\d{8}[-\s]?\d{4}/i
const SUM = /^[\d\s.+\-*×/÷加减乘除以]+(=|＝|等于|是)?(几|多少|\?|？)*[呀啊呢]?$/u
const OF_THE_BOT =
  /^(那)?(你|您)(们)?(今天|昨天|平时|现在)?(吃|睡|几岁|多大|累不累|开心|喜欢|会不会(唱|跳|笑)|结婚|有没有(男|女|对象)|有(男|女)?朋友)/u

/** The articles are Chinese: of English words, those we can put into Chinese are what may be found. */
function inChinese({ text, services }: Turn): string {
  if (/\p{Script=Han}/u.test(text)) return text
  const words = services.reader.plain(text).match(/[\p{Script=Han}\d]+/gu) ?? []
  return words.some((word) => /\p{Script=Han}/u.test(word)) ? words.join('') : text
}

/** Approved text, word for word (design D8), with its source in the log. */
export async function answerWith(turn: Turn, hit: SearchOutcome['hits'][number]): Promise<void> {
  const before = followedUp(turn)
  // What is asked on is no third time of the same.
  const isOnSame = turn.memory.asked.at(-1)?.normal === hit.key
  // What is asked on from here is about both: 「装修垃圾放哪」, 「要收钱吗」, 「多少」.
  const asked = before === null ? turn.text : isOnSame ? before : `${before}，${turn.text}`
  const isAskedOn = askedOn(turn) !== null
  const times = timesAsked(turn, hit.key, asked) - (isAskedOn ? 1 : 0)
  if (times >= TIMES_UNTIL_PERSON) return giveToPerson(turn)
  const isSame = times === 2 || (isAskedOn && times > 0)
  const again = isSame ? `\n${turn.phrases.say(isAskedOn ? 'faq.sameCovers' : 'faq.sameAgain')}` : ''
  turn.approved.push(hit.answer)
  await turn.say(inTheirLanguage(turn, hit.answer) + again, { sources: [{ article: hit.key, version: hit.version }] })
  // Answered first; then, once in a life and apart from the approved words, whoever is new hears that they may say who they are (B57).
  if (again === '') await offerMeeting(turn)
}

/** Approved words stay as they were approved; whoever writes English is told so, and whom to ask. */
function inTheirLanguage(turn: Turn, answer: string): string {
  const isForeign = turn.phrases.language === 'en' && (answer.match(/\p{Script=Han}/gu) ?? []).length > MOSTLY_HAN
  return isForeign ? `${turn.phrases.say('faq.inChinese')}\n${answer}` : answer
}

/** More than a place name or two. */
const MOSTLY_HAN = 20

async function offer(turn: Turn, outcome: SearchOutcome): Promise<void> {
  const hits = outcome.hits.slice(0, CHOICES)
  const isSecond =
    turn.memory.asked.at(-1)?.normal.startsWith('choices:') && turn.memory.asked.at(-1)?.at === turn.memory.lastAt
  const times = timesAsked(turn, `choices:${hits.map((hit) => hit.key).join()}`, followedUp(turn) ?? turn.text)
  if (times >= TIMES_UNTIL_PERSON) return giveToPerson(turn)
  turn.approved.push(...hits.map((hit) => hit.question))
  turn.memory.offered = hits.map((hit) => ({ id: hit.id, label: hit.question }))
  await turn.say({
    type: 'menu',
    text: turn.phrases.say(times > 1 || isSecond ? 'faq.choicesAgain' : 'faq.choices'),
    options: [
      ...hits.map((hit) => ({ id: `faq_${hit.id}`, label: hit.question })),
      { id: 'faq_none', label: turn.phrases.say('faq.choiceNone') },
    ],
  })
}

/** Words that begin with an earlier question were told in its messages too. */
function timesAsked({ memory, at, text, exchangeIds }: Turn, normal: string, words: string): number {
  const before = words === text ? [] : memory.asked.flatMap(({ toldIn }) => toldIn)
  return countQuestion(memory, normal, at, { words, toldIn: [...before, ...exchangeIds] })
}

async function giveToPerson(turn: Turn): Promise<void> {
  await turn.phrase('patterns.tooManyRepeats')
  return turn.callPerson('stuck', [turn.text])
}

/** No article is better than an invented one: somebody answers by a time, and the editors see the question (B15, D8). */
async function defer(turn: Turn, reason: UnansweredReason = 'no_article'): Promise<void> {
  if (timesAsked(turn, cutText(turn.text, 60), followedUp(turn) ?? turn.text) >= TIMES_UNTIL_PERSON)
    return giveToPerson(turn)
  noteUnanswered(turn, turn.text, reason)
  await openDeferralTask(turn)
}

/** The editors see it in their list. */
function noteUnanswered(turn: Turn, query: string, reason: UnansweredReason): void {
  const { conversation } = turn.claimed
  turn.effect((tx) =>
    recordUnanswered(tx, {
      query,
      communityId: conversation.communityId,
      personId: conversation.personId,
      conversationId: conversation.id,
      reason,
      at: turn.at,
    }).then(() => undefined),
  )
}
