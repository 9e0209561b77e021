import type { TurnContext } from 'botbuilder-core'
import type { Clock } from '../platform/clock'
import type { ClaimedTurn } from '../queue/turn'
import type { Dialogs } from '../dialogs/read-dialogs'
import { createPhrases } from '../dialogs/phrases'
import { decideHandoff } from '../understanding/mood/handoff-policy'
import { advanceMood } from '../understanding/mood/mood-line'
import type { Understanding } from '../understanding/understanding'
import { coreOf, isOnlyCourtesy } from './core-of'
import { excerptOf } from './excerpt'
import { recordingPhrases } from './guard/recording-phrases'
import { hearCore } from './hear'
import { secondOpinion } from './model/second-opinion'
import { createTurnModel } from './model/turn-model'
import type { Memory } from './memory'
import { startAfresh } from './memory'
import { languageOf } from './language'
import { pickByNumber } from './pick-by-number'
import { keepPlace, placeTalk } from './place-talk'
import { readMessages } from './read-messages'
import { settleWords } from './slots/settle-words'
import { toMainlandWords } from './southern-words'
import { asNamed, namedDialog } from './named-dialog'
import { seesToItThemselves, withoutPerson } from './without-person'
import { Turn } from './turn'
import type { Services } from './turn'

/** 「那帮我登记一下」 is about what was spoken of until now. */
const SOON_MS = 30 * 60_000

export async function openTurn(
  context: TurnContext,
  given: ClaimedTurn,
  dialogs: Dialogs,
  memory: Memory,
  options: { services: Services; clock: Clock },
): Promise<Turn> {
  const written = readMessages(given.messages)
  const words = excerptOf(written.text)
  const number = written.menuId === null ? await pickByNumber(options.services.db, given.conversation.id, words) : null
  const picked = number === 'stray' ? null : number
  const read = picked === null ? { ...written, text: words } : { ...written, menuId: picked.id, text: picked.label }
  const { claimed, placedIn, unplaced } = await placeTalk(options.services.db, given, memory, read.text)
  const community = await options.services.community(claimed.conversation.communityId)
  const at = read.at ?? options.clock.now()
  const isAfresh = memory.handoffId !== null && claimed.handoff === null
  if (isAfresh) startAfresh(memory)
  else if (claimed.handoff !== null) memory.handoffId = claimed.handoff.id
  const { reader } = options.services
  const isWaiting = claimed.handoff?.status === 'waiting' && memory.emergency === null
  const mayDecline = read.menuId === null && claimed.handoff?.status !== 'active'
  const settle = (words: string) => settleWords(toMainlandWords(coreOf(words)), reader, at, community.timeZone)
  // All of it, however long: danger in the middle is danger.
  const whole = picked?.label ?? written.text
  const listen = (words: string, core: string) =>
    hearCore(reader, words, core, { history: memory.history, at, timeZone: community.timeZone })
  const declined = mayDecline ? whatBeside(withoutPerson(read.text, { isWaiting }), settle, listen) : null
  const text = declined?.text || (read.menuId === null ? settle(read.text) : read.text)
  const local = declined?.heard ?? asDeclined(listen(whole, text), declined !== null, text)
  const names = namesIn(claimed, memory, read.text, reader)
  const model = options.services.model && read.menuId === null ? createTurnModel(options.services.model) : null
  const said = {
    text: declined?.text || read.text,
    history: memory.history,
    names,
    at,
    timeZone: community.timeZone,
    reader,
  }
  // A person who serves hears the owner; nobody waits for a model then. Nor is it asked of what only declines a person.
  const isSettled = claimed.handoff?.status === 'active' || declined?.text === ''
  const { understanding: opinion, hints } = await secondOpinion(isSettled ? null : model, local, said)
  // A bare 「1」 that nobody asked for is no score, and calls nobody.
  const heard = number === 'stray' ? { ...opinion, handoff: { needed: false, reason: null, evidence: [] } } : opinion
  const isSoon = memory.lastAt !== null && at.getTime() - new Date(memory.lastAt).getTime() < SOON_MS
  const before = isSoon ? memory.history.slice(-3).reverse() : []
  const named = namedDialog(dialogs, reader.plain(text), heard, { said: text, before })
  const understanding = named === null ? heard : asNamed(heard)
  memory.language = languageOf(read.text) ?? memory.language
  const turn: Turn = new Turn(
    claimed,
    context,
    options.services,
    dialogs,
    recordingPhrases(createPhrases(dialogs.words, memory.language), (words) => turn.approved.push(words)),
    memory,
    community,
    {
      at,
      messages: read.owner,
      events: read.events,
      text,
      understanding,
      photos: read.photos,
      menuId: read.menuId,
    },
  )
  turn.named = named?.dialog ?? null
  turn.namedBy = named?.told ?? null
  turn.declinesPerson = declined !== null
  turn.unplaced = unplaced
  turn.isPlaced = placedIn !== null
  if (placedIn !== null) turn.effect((tx) => keepPlace(tx, claimed, placedIn))
  turn.model = model
  turn.hints = hints
  turn.names = names
  if (read.text !== '') {
    const { handoffPolicy } = options.services
    memory.mood = advanceMood(memory.mood, understanding, at, handoffPolicy.line)
    // Whoever wants nobody gets nobody for the mood of the talk alone.
    const mayCall = declined === null && !(seesToItThemselves(text) && !understanding.handoff.needed)
    turn.decision = mayCall ? decideHandoff(understanding, memory.mood, handoffPolicy) : null
  }
  if (isAfresh) turn.trace['afresh'] = true
  return turn
}

/** What stands beside 「不用人工」, heard on its own; null where it calls for a person after all (「不用管家了，给我转经理」). */
function whatBeside(
  rest: string | null,
  settle: (words: string) => string,
  listen: (words: string, core: string) => Understanding,
): { text: string; heard: Understanding | null } | null {
  if (rest === null) return null
  if (rest === '' || isOnlyCourtesy(rest)) return { text: '', heard: null }
  const text = settle(rest)
  const heard = listen(rest, text)
  return heard.intent === 'human' || heard.handoff.needed ? null : { text, heard }
}

/** Nobody is called for words that decline a person, or that say they see to it themselves. */
function asDeclined(heard: Understanding, isDeclined: boolean, text: string): Understanding {
  if (heard.emergency) return heard
  const nobody = { needed: false, reason: null, evidence: [] }
  if (isDeclined) return { ...heard, intent: 'human', confidence: 0.99, unsure: undefined, handoff: nobody }
  const isCalm = heard.sentiment.label !== 'angry' && !heard.signals.includes('threat')
  return isCalm && seesToItThemselves(text) ? { ...heard, intent: 'cancel', unsure: undefined, handoff: nobody } : heard
}

/** Whoever is known by name here: the owner as we know them, and names said in the last words. */
function namesIn(claimed: ClaimedTurn, memory: Memory, text: string, reader: Services['reader']): string[] {
  const { name, salutation } = claimed.person
  const said = [text, ...memory.history].map((words) => reader.name(words))
  return [name, salutation, memory.waitingFacts?.values.name, ...said].filter((each) => typeof each === 'string')
}
