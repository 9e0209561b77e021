import type { Skill } from '../../conversation/skill'
import { clausesOf, isBareFacts } from '../../conversation/slots/clauses'
import { isOnlyPlates } from '../../conversation/slots/plate'
import { matterLine } from '../../conversation/slots/matter'
import { placeText } from '../../conversation/slots/slot-values'
import type { SlotValues } from '../../conversation/slots/slot-values'
import type { Turn } from '../../conversation/turn'
import type { InboundContent } from '../../messages/inbound'
import { addToCase } from '../../records/case/add-to-case'
import { answerWith, saysNothingToLookUp, search } from '../faq/faq'
import { goesOnAfterAnswer } from '../faq/more-of-question'
import { salutation } from '../filing/file-case'
import { openDeferralTask } from '../filing/open-deferral-task'
import { saidFacts } from '../filing/said-facts'

const THANKS = /(谢谢|多谢|感谢|辛苦了|thank)/i
const BYE =
  /(再见|拜拜|回头见|明天见|晚安|没事了|先这样|good night|bye)|^(那|好的?|行|我|先)*先?(挂|忙|走|撤|下)了([,，啊吧哈。！!~～\s]|$)/i
const EVERYBODYS_DATA =
  /(所有|全部|全体|每个|各)(的)?(业主|住户|邻居).{0,6}(电话|手机|号码|信息|名单|资料)|是谁的(车|房|狗|猫)|车主(是谁|(的)?(电话|手机|联系))/
const OTHERS_DATA =
  /(邻居|楼上|楼下|隔壁|别人|别家|其他(业主|住户)|那户|他家|她家|某某|\d+(栋|号楼|幢|单元|室|号)?\d*(的)?(业主|住户|房主|租客|那家)).{0,12}(电话|号码|联系方式|名字|姓名|身份证|车牌|住址|资料|信息)/
/** What somebody else brought to us is theirs alone, husband or not. */
const OTHERS_MATTER =
  /(把|看看?|查(一下)?|给我|发我).{0,6}(他|她|别人|人家|邻居|其他人|大家)(们)?(都)?(的)?(报修|投诉|工单|记录|欠费|账单|聊天)/
/** 「他家物业费交了没有」 */
const OTHERS_MONEY =
  /(他|她|别人|人家|邻居|楼上|楼下|隔壁|对门)(们)?(家)?的?(物业费|管理费|水费|电费|停车费|钱|账)?.{0,3}(交|缴|欠)(了|没|过|费|多少)/
/** What was filed is kept; one person's own data is another matter (records/person/erase-person). */
const DELETES =
  /(删除|删掉|删了|清空|销毁|抹掉).{0,10}(工单|投诉|报修|记录|单子)|(工单|投诉|报修|记录|单子).{0,6}(删除|删掉|删了|清空|销毁|抹掉)/
/** Asked with the words of progress, about nothing of ours: 「中国队昨晚赢了没」. */
const SAYS_HOW_IT_ENDED = /(了|过)(没|没有|吗)[呀啊]?[?？。]*$/u
const OURS =
  /我|咱|你|您|来|修|报|单|处理|进[度展]|结果|师傅|投诉|申请|登记|审批|批|回复|办|查|弄|搞|解决|电|水|梯|灯|门|漏|物业|管家|工人|维|费|卡|快递|有人|的事|臭|味道|吵|噪音|这[个事]|那事|事情|好了/u
/** What concerns the owner's own account or papers: somebody looks into it, 12345 does not. */
const OWN_MATTER =
  /欠|账|物业费|管理费|停车费|退(了|掉|款|费|钱|卡|租|押)|月卡|月租|车位|门禁|发票|开票|抬头|税号|邮箱|@|过户|户名|改名|更名|房产证|合同|押金|缴费|交费|收据|小区|物业|楼栋|业主/u
const NOT_OURS = /社保|公积金|医保|驾照|护照|签证|公交|地铁|火车|机票|外卖|股票|彩票|天气|新闻|作业|作文|翻译/u
/** A question or a wish: what only tells something is not sent to the city's hotline. */
const ASKS_US =
  /[?？]|吗|呢|么|怎|咋|啥|什么|多少|哪|谁|几|如何|为何|能不能|可不可以|是不是|有没有|帮|给我|推荐|介绍|写|讲|说说|查|算|订|买|卖|翻译|告诉|教|想|要|播|放|唱|[a-z]/iu
const SORROW =
  /难受|难过|太难了|好难|(?<!麻)烦(?!请|您|你|你们)|压力|心情|不开心|伤心|哭|失眠|睡不着|孤单|孤独|寂寞|离婚|分手|失业|生病|住院|手术|去世|走得早|郁闷|崩溃|焦虑|抑郁|唉|倒霉|委屈|心里苦|愁|受不了|没意思|疲惫|累(?!计|积)/u
/** Only who plays is played with. */
const BANTER =
  /哈哈|嘻嘻|嘿嘿|笑话|逗|聊(聊|会|天)|无聊|唱|讲个|你(真|好|太)(聪明|可爱|棒|厉害|好玩|逗)|你(是谁|叫什么|多大|几岁|吃|睡|喜欢|结婚|有.{0,3}朋友|会不会)|😂|😄|😁|🤣|haha|joke/iu
/** Below this the label is a guess, and a guess is asked about. */
const SURE = 0.45
const UNCLEAR_UNTIL_PERSON = 3

/** What is neither question nor matter: hello, thanks, a photo alone, words that say nothing we can work with. */
export const smallTalk: Skill = {
  name: 'menu',
  intents: ['greeting', 'chitchat', 'other'],

  async first(turn) {
    for (const { message } of turn.facts.events)
      if (message.content.kind === 'enter') await welcome(turn, message.content)
    return false
  },

  /** The name of a place on the map is where, not what: nothing is filed for it alone; nor for what is somebody else's. */
  claims: (turn) =>
    Promise.resolve(
      isOnlyPlace(turn) ||
        pointsAtPhoto(turn) ||
        asksOthersData(turn.text) ||
        DELETES.test(turn.text) ||
        isOfTheWorld(turn) ||
        givesUpOwn(turn),
    ),

  async take(turn) {
    const { intent, confidence, sentiment } = turn.understanding
    if (turn.text === '' || isOnlyPlace(turn)) return withoutWords(turn)
    if (pointsAtPhoto(turn)) return say(turn, 'patterns.photoSeen')
    if (DELETES.test(turn.text)) return say(turn, 'patterns.recordsStay')
    if (isOfTheWorld(turn)) return say(turn, 'patterns.outOfScope')
    if (givesUpOwn(turn)) return openDeferralTask(turn)
    if (intent === 'greeting' && !THANKS.test(turn.text) && !BYE.test(turn.text))
      return say(turn, 'patterns.greeting', { salutation: salutation(turn) })
    if (THANKS.test(turn.text)) return say(turn, 'patterns.thanks')
    if (BYE.test(turn.text)) return say(turn, 'patterns.goodbye')
    if (isBareAssent(turn)) return say(turn, 'patterns.assent')
    if (asksOthersData(turn.text)) return say(turn, 'patterns.privateData')
    if (isOnlyPlates(turn.text)) return say(turn, 'patterns.plateOnly')
    const facts = factsOnly(turn)
    const goesOn = goesOnAfterAnswer(turn)
    if (facts) turn.keepFacts(facts)
    // 「我是4栋1单元1001，隔壁1002」: beside what else it tells, the address is theirs.
    else if (goesOn) turn.keepFacts(saidFacts(turn))
    if (goesOn) return say(turn, 'faq.heardMore')
    if (facts) {
      turn.asking = true
      return say(turn, 'patterns.factsOnly', { place: placeText(facts) })
    }
    // A question in words the classifier does not know may still have its article.
    if (saysNothingToLookUp(turn.text)) return chat(turn, sentiment.label)
    const outcome = await search(turn)
    if (outcome.decision === 'answer') {
      turn.memory.unclear = 0
      return answerWith(turn, outcome.hits[0]!)
    }
    if (!saysAnything(turn.text)) return notUnderstood(turn)
    if (intent === 'chitchat') return chat(turn, sentiment.label)
    if (intent === 'other' && OWN_MATTER.test(turn.text) && !NOT_OURS.test(turn.text)) return openDeferralTask(turn)
    if (await saidOfFiled(turn)) return
    if (intent === 'other' && confidence >= SURE && ASKS_US.test(turn.text)) return say(turn, 'patterns.outOfScope')
    await notUnderstood(turn)
  },

  async tapped(turn, rest) {
    if (rest === 'again') return turn.phrase('patterns.greeting')
    await turn.phrase('patterns.laterMenu')
  },
}

/** Warm and plain; a sorrow is met as one, and a laugh answers only who plays while nothing of theirs is open. */
async function chat(turn: Turn, mood: string): Promise<void> {
  const last = justFiled(turn)
  if (mood !== 'positive' && SORROW.test(turn.text)) return say(turn, 'patterns.chitchatLow')
  if (last !== null) return say(turn, 'patterns.chitchatOpen', { number: last.number })
  const isMerry = (mood === 'positive' || mood === 'neutral') && BANTER.test(turn.text)
  const isFree = turn.memory.caseInTalk === null && turn.memory.emergency === null && turn.claimed.handoff === null
  return say(turn, isMerry && isFree ? 'patterns.chitchat' : 'patterns.chitchatPlain')
}

/** 「现在工人还在 能不能先让他们停」, soon after a complaint was filed: whatever its words are known for, it stands with the case. */
async function saidOfFiled(turn: Turn): Promise<boolean> {
  const last = justFiled(turn)
  if (last === null || NOT_OURS.test(turn.text)) return false
  const { exchangeIds, facts, at } = turn
  turn.caseRef.id = last.id
  turn.effect((tx) => addToCase(tx, last.id, { note: matterLine(turn.text), photos: facts.photos, exchangeIds, at }))
  await say(turn, 'patterns.chitchatOpen', { number: last.number })
  return true
}

/** 「你们自己看看」 after a complaint is no idle talk, nor is 「我在公司，赶回去要一小时」 after a repair. */
function justFiled({ memory: { caseInTalk: last }, at }: Turn): { id: string; number: string } | null {
  return last !== null && at.getTime() - new Date(last.at).getTime() < JUST_MS ? last : null
}

/** News and passers-by are none of our cases, whatever the words look like. */
function isOfTheWorld({ understanding, text, draft, facts }: Turn): boolean {
  if (understanding.intent !== 'progress' || draft !== null || facts.menuId !== null) return false
  return SAYS_HOW_IT_ENDED.test(text) && !OURS.test(text)
}

/** 「帮我退了吧」, of a card that was just spoken of: there is nothing to cancel, and somebody settles it. */
function givesUpOwn({ understanding, text, draft, memory, facts }: Turn): boolean {
  if (understanding.intent !== 'cancel' || draft !== null || memory.caseInTalk !== null || facts.menuId !== null)
    return false
  return RETURNS.test(text) && !/退出|退下|退一?步/u.test(text)
}

const RETURNS = /退(了|掉|租|卡|款|费|钱|押)|退(吧|一下)?$/u

const JUST_MS = 30 * 60_000

/** 「是的」, 「好的」 with no question open: heard, and the next word is the owner's. */
function isBareAssent(turn: Turn): boolean {
  return [...turn.text].length <= 4 && turn.services.reader.yesNo(turn.text) !== null
}

/** Said in passing (「楼上的电话打不通」) it is no wish for somebody's data. */
function asksOthersData(text: string): boolean {
  return (
    EVERYBODYS_DATA.test(text) ||
    OTHERS_MATTER.test(text) ||
    OTHERS_MONEY.test(text) ||
    (OTHERS_DATA.test(text) && WANTS.test(text))
  )
}

const WANTS = /告诉|给我|发我|提供|查|想要|要一下|是多少|是什么|多少号|是谁|知道|give|tell/i

/** An address or a number with nothing asked and nothing open: kept for the matter that follows. */
function factsOnly(turn: Turn): SlotValues | null {
  const { reader } = turn.services
  if (!isBareFacts(clausesOf(reader, reader.plain(turn.text), turn.at, turn.community.timeZone))) return null
  return saidFacts(turn)
}

function isOnlyPlace(turn: Turn): boolean {
  const { messages } = turn.facts
  return messages.length > 0 && messages.every(({ message }) => message.content.kind === 'location')
}

/** 「看到没有」, 「你看看」, after a photo that came without a word. */
function pointsAtPhoto({ memory: { waitingPhotos }, at, text, draft, facts }: Turn): boolean {
  if (waitingPhotos === null || draft !== null || facts.menuId !== null) return false
  return at.getTime() - new Date(waitingPhotos.at).getTime() < JUST_MS && LOOK.test(text)
}

const LOOK =
  /^(你们?|您|自己|快|来|就|都|图片?|照片)*(看|瞧|瞅)(一?下|看|到|见|清楚?|图|照片|这个?)*(了)?(没有?|吗|吧|啊|呀|就知道了?)*[。！!？?…\s]*$|^(就)?(是)?(这|那)(个|样|里|儿)(的)?(啊|呀|吧)?[。！!？?…\s]*$/u

async function say(turn: Turn, key: string, values: Record<string, string> = {}): Promise<void> {
  turn.memory.unclear = 0
  await turn.phrase(key, values)
}

/** Twice choices, the third time a person (design D5: patterns). */
async function notUnderstood(turn: Turn): Promise<void> {
  turn.memory.unclear += 1
  if (turn.memory.unclear >= UNCLEAR_UNTIL_PERSON) {
    turn.memory.unclear = 0
    return turn.callPerson('stuck', [turn.text])
  }
  await turn.say({ type: 'menu', text: turn.phrases.say('patterns.notUnderstood'), options: mainMenu(turn) })
}

function mainMenu(turn: Turn) {
  return [
    { id: 'repair_start', label: turn.phrases.say('patterns.menuRepair') },
    { id: 'complaint_start', label: turn.phrases.say('patterns.menuComplaint') },
    { id: 'handoff_start', label: turn.phrases.say('patterns.menuPerson') },
  ]
}

/** A photo, a voice, a file alone: kept, and one question what it is about. */
async function withoutWords(turn: Turn): Promise<void> {
  const kinds = new Set<InboundContent['kind']>(turn.facts.messages.map(({ message }) => message.content.kind))
  const key = kinds.has('image')
    ? 'photoOnly'
    : kinds.has('voice')
      ? 'voiceOnly'
      : kinds.has('location')
        ? 'locationOnly'
        : kinds.has('file') || kinds.has('video')
          ? 'fileOnly'
          : 'unknownType'
  turn.asking = true
  turn.keepPhotos()
  await turn.phrase(`patterns.${key}`)
}

async function welcome(turn: Turn, event: Extract<InboundContent, { kind: 'enter' }>): Promise<void> {
  if (event.welcomeCode === undefined) return
  const community = turn.community.sample ? '' : turn.community.name
  await turn.say(
    {
      type: 'menu',
      text: turn.phrases.say('patterns.welcome', {
        community: community && (turn.phrases.language === 'zh' ? `（${community}）` : ` (${community})`),
      }),
      options: mainMenu(turn),
    },
    { way: 'welcome', code: event.welcomeCode },
  )
}

/** 「asdf」, 「???」: neither two Han characters nor two words; no label of a classifier means anything there. */
function saysAnything(text: string): boolean {
  return /\p{Script=Han}.*\p{Script=Han}/su.test(text) || (text.match(/[A-Za-z]{2,}/g) ?? []).length >= 2
}
