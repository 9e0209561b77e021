import type { Skill } from '../../conversation/skill'
import type { Turn } from '../../conversation/turn'
import type { InboundContent } from '../../messages/inbound'
import { eraseWords } from '../../records/exchange/erase-words'
import { answerWith, search } from '../faq/faq'
import { salutation } from '../filing/file-case'

const THANKS = /(谢谢|多谢|感谢|辛苦了|thank)/i
const BYE = /(再见|拜拜|回头见|没事了|先这样|bye)/i
const OTHERS_DATA =
  /(邻居|楼上|楼下|隔壁|别人|别家|其他(业主|住户)|那户|他家|她家|某某).{0,12}(电话|号码|联系方式|名字|姓名|身份证|车牌|住址|资料|信息)/
/** Below this the label is a guess, and a guess is asked about. */
const SURE = 0.45
const UNCLEAR_UNTIL_PERSON = 3

/** What is neither question nor matter: hello, thanks, a photo alone, words that say nothing we can work with. */
export const smallTalk: Skill = {
  name: 'menu',
  intents: ['greeting', 'chitchat', 'other'],

  async first(turn) {
    for (const { message } of turn.facts.events) {
      if (message.content.kind === 'enter') await welcome(turn, message.content)
      if (message.content.kind === 'recall') forget(turn, message.content.sourceId)
    }
    return false
  },

  /** The name of a place on the map is where, not what: nothing is filed for it alone. */
  claims: (turn) => Promise.resolve(isOnlyPlace(turn)),

  async take(turn) {
    const { intent, confidence } = turn.understanding
    if (turn.text === '' || isOnlyPlace(turn)) return withoutWords(turn)
    if (intent === 'greeting' && !THANKS.test(turn.text) && !BYE.test(turn.text))
      return say(turn, 'patterns.greeting', { salutation: salutation(turn) })
    if (THANKS.test(turn.text)) return say(turn, 'patterns.thanks')
    if (BYE.test(turn.text)) return say(turn, 'patterns.goodbye')
    if (OTHERS_DATA.test(turn.text)) return say(turn, 'patterns.privateData')
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
      text: turn.phrases.say('patterns.welcome', { community: community && `(${community})` }),
      options: mainMenu(turn),
    },
    { way: 'welcome', code: event.welcomeCode },
  )
}

/** An owner's recall erases the words, keeps the row, and the talk forgets them (issue 3.1, D11). */
function forget(turn: Turn, sourceId: string): void {
  const { conversation } = turn.claimed
  turn.effect(async (tx) => {
    const rows = await tx.query<{ id: string }>(
      'recalled-exchange',
      `select e.id from exchange e
        where e.conversation_id = $1 and e.source_id = $2 and e.direction = 'in'`,
      [conversation.id, sourceId],
    )
    for (const row of rows) await eraseWords(tx, { exchangeId: row.id, by: conversation.user, at: turn.at })
  })
}

/** 「asdf」, 「???」: neither two Han characters nor two words; no label of a classifier means anything there. */
function saysAnything(text: string): boolean {
  return /\p{Script=Han}.*\p{Script=Han}/su.test(text) || (text.match(/[A-Za-z]{2,}/g) ?? []).length >= 2
}
