import { takesBack } from '../../conversation/commands'
import { isOnlyCourtesy } from '../../conversation/core-of'
import type { Skill } from '../../conversation/skill'
import { clausesOf, isBareFacts } from '../../conversation/slots/clauses'
import type { Home } from '../../conversation/slots/slot-values'
import type { Turn } from '../../conversation/turn'
import type { Intent } from '../../understanding/understanding'
import { search } from '../faq/faq'
import { chosenBy } from './chosen-by'

/** A menu this old no longer fits the talk. */
const ANSWERED_WITHIN_MS = 30 * 60_000

/** What can be dealt with once it is known to be meant; a person stands in the menu anyway. */
const OFFERED: readonly Intent[] = ['repair', 'complaint', 'faq', 'suggestion', 'praise', 'progress', 'cancel']

/** Between two intents nothing decides: one question with both, instead of a guess that is wrong every other time (B16). */
export const clarify: Skill = {
  name: 'clarify',
  intents: [],

  /** An answer that leaves it open is asked about again (below). An approved article that fits is better than a question. */
  async claims(turn) {
    const { unsure, intent, handoff } = turn.understanding
    // Whoever is given a person is not asked first what for (B16).
    if (
      !unsure ||
      handoff.needed ||
      turn.draft !== null ||
      turn.hasMore ||
      turn.named !== null ||
      turn.facts.menuId !== null
    )
      return false
    if (!unsure.every((each) => OFFERED.includes(each)) || isAnswer(turn)) return false
    return intent !== 'faq' || (await search(turn)).decision !== 'answer'
  },

  take: (turn) => askWhich(turn, turn.understanding.unsure!),

  async tapped(turn, rest) {
    const asked = askedLately(turn)
    const intent = asked?.intents.find((each) => each === rest)
    if (!asked || (rest !== 'none' && intent === undefined)) return turn.phrase('patterns.laterMenu')
    await goOn(turn, asked, intent ?? 'none', '')
  },
}

/** One question with both meanings, and a person in the same menu; `before`: what has been said and asked about already. */
export async function askWhich(turn: Turn, unsure: readonly [Intent, Intent], before?: Asked): Promise<void> {
  turn.memory.clarify = {
    text: together(before, turn.text),
    intents: [...unsure],
    toldIn: [...(before?.toldIn ?? []), ...turn.exchangeIds],
    at: turn.at.toISOString(),
    open: true,
    times: (before?.times ?? 0) + 1,
  }
  turn.keepPhotos()
  turn.keepFacts(factsIn(turn))
  turn.asking = true
  await turn.say({
    type: 'menu',
    text: turn.phrases.say(before === undefined ? 'clarify.ask' : 'clarify.askAgain'),
    options: [
      ...unsure.map((intent) => ({ id: `clarify_${intent}`, label: turn.phrases.say(`clarify.${intent}`) })),
      { id: 'clarify_none', label: turn.phrases.say('clarify.none') },
      { id: 'handoff_start', label: turn.phrases.say('patterns.menuPerson') },
    ],
  })
}

/** What somebody runs to if the next words are of a danger: 「3栋2单元501的锁坏了」, asked about, then 「孩子被反锁在里面」. */
function factsIn({ services: { reader }, text }: Turn): { home?: Home; phone?: string } {
  const { building, unit, room } = reader.where(text)
  const phone = reader.phone(text)
  return {
    ...(building === undefined
      ? {}
      : { home: { building, ...(unit === undefined ? {} : { unit }), ...(room === undefined ? {} : { room }) } }),
    ...(phone && 'phone' in phone ? { phone: phone.phone } : {}),
  }
}

/** Before anybody else hears it: 「1」, 「第二个」, 「就是要报修」 answer the question that was just asked. */
export const clarifyAnswer: Skill = {
  name: 'clarify-answer',
  intents: [],

  async first(turn) {
    const asked = askedLately(turn)
    if (!asked?.open || turn.facts.messages.length === 0) return false
    turn.memory.clarify = { ...asked, open: false }
    if (turn.facts.menuId !== null || turn.understanding.handoff.needed || turn.draft !== null) return false
    const labels = asked.intents.map((intent) => turn.phrases.say(`clarify.${intent}`))
    const choice = chosenBy(turn.text, turn.understanding, asked.intents, labels)
    if (choice === null) return askAgain(turn, asked)
    turn.trace['skill'] = clarify.name
    await goOn(turn, asked, choice.intent, choice.more)
    return true
  },

  take: () => Promise.reject(new Error('an answer is heard first or not at all')),
}

/**
 * An answer that leaves it open: all that was said is asked about once more, and then a person hears it
 * (design D5). Nothing that only sounds like one of the two is filed.
 */
async function askAgain(turn: Turn, asked: Asked): Promise<boolean> {
  const { text } = turn
  if (!leavesOpen(turn) || (await search(turn)).decision === 'answer') return false
  turn.trace['skill'] = clarify.name
  if (asked.times < TIMES_UNTIL_PERSON) {
    await askWhich(turn, asked.intents, asked)
    return true
  }
  turn.memory.clarify = null
  await turn.callPerson('stuck', [asked.text, text])
  return true
}

/** Neither of the two and nothing else: two meanings again, or words that name no matter at all. */
function leavesOpen(turn: Turn): boolean {
  const { understanding, services, text, at, community, named } = turn
  if (named !== null || text === '' || understanding.emergency !== null) return false
  if (takesBack(text) || LEAVES.test(text)) return false
  if (understanding.unsure !== undefined) return understanding.unsure.every((each) => OFFERED.includes(each))
  if (!['other', 'chitchat'].includes(understanding.intent) || isOnlyCourtesy(text)) return false
  return !isBareFacts(clausesOf(services.reader, services.reader.plain(text), at, community.timeZone))
}

const LEAVES = /没事|没什么|再见|拜拜|回头|先这样|谢/u
const TIMES_UNTIL_PERSON = 2

const together = (before: Asked | undefined, text: string): string => [before?.text, text].filter(Boolean).join('，')

type Asked = NonNullable<Turn['memory']['clarify']>

function askedLately(turn: Turn): Asked | null {
  const asked = turn.memory.clarify
  return asked && turn.at.getTime() - new Date(asked.at).getTime() <= ANSWERED_WITHIN_MS ? asked : null
}

/** The words of this turn come right after our question, whether or not they answered it. */
function isAnswer(turn: Turn): boolean {
  const { lastAt, clarify: asked } = turn.memory
  return asked !== null && lastAt === asked.at
}

/** What was said stays said: the matter goes on with the intent the owner named, and nothing is asked again. */
async function goOn(turn: Turn, asked: Asked, intent: Intent | 'none', more: string): Promise<void> {
  turn.memory.clarify = null
  if (intent === 'none') return turn.phrase('clarify.again')
  const text = [asked.text, more].filter(Boolean).join('，')
  await turn.takeAs(intent, { text, toldBefore: asked.toldIn })
}
