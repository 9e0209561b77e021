import type { Skill } from '../../conversation/skill'
import { clausesOf, isBareFacts } from '../../conversation/slots/clauses'
import { readAnswer } from '../../conversation/slots/read-answer'
import { placeText } from '../../conversation/slots/slot-values'
import type { SlotValues } from '../../conversation/slots/slot-values'
import type { Turn } from '../../conversation/turn'
import type { SlotDefinition } from '../../dialogs/definition'
import type { InboundContent } from '../../messages/inbound'
import { answerWith, search } from '../faq/faq'
import { salutation } from '../filing/file-case'

const THANKS = /(谢谢|多谢|感谢|辛苦了|thank)/i
const BYE = /(再见|拜拜|回头见|没事了|先这样|bye)/i
const EVERYBODYS_DATA =
  /(所有|全部|全体|每个|各)(的)?(业主|住户|邻居).{0,6}(电话|手机|号码|信息|名单|资料)|是谁的(车|房|狗|猫)|车主(是谁|(的)?(电话|手机|联系))/
const OTHERS_DATA =
  /(邻居|楼上|楼下|隔壁|别人|别家|其他(业主|住户)|那户|他家|她家|某某|\d+(栋|号楼|幢|单元|室|号)?\d*(的)?(业主|住户|房主|租客|那家)).{0,12}(电话|号码|联系方式|名字|姓名|身份证|车牌|住址|资料|信息)/
/** What somebody else brought to us is theirs alone, husband or not. */
const OTHERS_MATTER =
  /(把|看看?|查(一下)?|给我|发我).{0,6}(他|她|别人|人家|邻居|其他人|大家)(们)?(都)?(的)?(报修|投诉|工单|记录|欠费|账单|聊天)/
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
  claims: (turn) => Promise.resolve(isOnlyPlace(turn) || asksOthersData(turn.text)),

  async take(turn) {
    const { intent, confidence } = turn.understanding
    if (turn.text === '' || isOnlyPlace(turn)) return withoutWords(turn)
    if (intent === 'greeting' && !THANKS.test(turn.text) && !BYE.test(turn.text))
      return say(turn, 'patterns.greeting', { salutation: salutation(turn) })
    if (THANKS.test(turn.text)) return say(turn, 'patterns.thanks')
    if (BYE.test(turn.text)) return say(turn, 'patterns.goodbye')
    if (isBareAssent(turn)) return say(turn, 'patterns.assent')
    if (asksOthersData(turn.text)) return say(turn, 'patterns.privateData')
    const facts = factsOnly(turn)
    if (facts) {
      turn.keepFacts(facts)
      turn.asking = true
      return say(turn, 'patterns.factsOnly', { place: placeText(facts) })
    }
    // A question in words the classifier does not know may still have its article.
    const outcome = await search(turn)
    if (outcome.decision === 'answer') {
      turn.memory.unclear = 0
      return answerWith(turn, outcome.hits[0]!)
    }
    if (!saysAnything(turn.text)) return notUnderstood(turn)
    if (intent === 'chitchat') return say(turn, 'patterns.chitchat')
    if (intent === 'other' && confidence >= SURE) return say(turn, 'patterns.outOfScope')
    await notUnderstood(turn)
  },

  async tapped(turn, rest) {
    if (rest === 'again') return turn.phrase('patterns.greeting')
    await turn.phrase('patterns.laterMenu')
  },
}

/** 「是的」, 「好的」 with no question open: heard, and the next word is the owner's. */
function isBareAssent(turn: Turn): boolean {
  return [...turn.text].length <= 4 && turn.services.reader.yesNo(turn.text) !== null
}

/** Said in passing (「楼上的电话打不通」) it is no wish for somebody's data. */
function asksOthersData(text: string): boolean {
  return EVERYBODYS_DATA.test(text) || OTHERS_MATTER.test(text) || (OTHERS_DATA.test(text) && WANTS.test(text))
}

const WANTS = /告诉|给我|发我|提供|查|想要|要一下|是多少|是什么|多少号|是谁|知道|give|tell/i

/** An address or a number with nothing asked and nothing open: kept for the matter that follows. */
function factsOnly(turn: Turn): SlotValues | null {
  const { reader } = turn.services
  if (!isBareFacts(clausesOf(reader, reader.plain(turn.text), turn.at, turn.community.timeZone))) return null
  return readAnswer(turn, FACTS, { names: [] }).values
}

const FACTS: readonly SlotDefinition[] = (['home', 'phone', 'name'] as const).map((kind) => ({
  name: kind,
  kind,
  required: 'never',
  skippable: false,
  together: false,
}))

function isOnlyPlace(turn: Turn): boolean {
  const { messages } = turn.facts
  return messages.length > 0 && messages.every(({ message }) => message.content.kind === 'location')
}

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
