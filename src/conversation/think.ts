import { ActivityTypes, ConversationState } from 'botbuilder-core'
import type { TurnContext } from 'botbuilder-core'
// The package's front door loads its recognizers too: 40 MB and a third of our start for what no talk of ours uses.
import { DialogSet } from 'botbuilder-dialogs/lib/dialogSet'
import type { DialogContext, DialogState } from 'botbuilder-dialogs'
import type { Clock } from '../platform/clock'
import { textOf } from '../messages/inbound'
import type { ClaimedTurn, TurnDecision } from '../queue/turn'
import type { Dialogs } from '../dialogs/read-dialogs'
import { createPhrases } from '../dialogs/phrases'
import { wordingIn } from '../dialogs/phrases'
import { decideHandoff } from '../understanding/mood/handoff-policy'
import { advanceMood } from '../understanding/mood/mood-line'
import type { Intent, Understanding } from '../understanding/understanding'
import type { GuardRules } from '../messages/guard/guard-rules'
import { ClaimedState } from './claimed-state'
import { isDistress } from './distress'
import { fewWords } from './few-words'
import { forgetRecalled } from './forget'
import { guardTurn } from './guard/guard-turn'
import { recordingPhrases } from './guard/recording-phrases'
import { hear } from './hear'
import { secondOpinion } from './model/second-opinion'
import { createTurnModel } from './model/turn-model'
import { Memory, remember, startAfresh } from './memory'
import { languageOf } from './language'
import { readMessages } from './read-messages'
import type { DialogEffect, Skill } from './skill'
import { clausesOf } from './slots/clauses'
import { matterIn } from './slots/matter'
import { tellsOfFault } from './slots/read-answer'
import { SlotDialog } from './slots/slot-dialog'
import { asNamed, namedDialog } from './named-dialog'
import { splitMatters } from './split-matters'
import type { Part } from './split-matters'
import { TurnAdapter } from './turn-adapter'
import { setTurn } from './turn-of'
import { Turn } from './turn'
import type { Services } from './turn'

export interface Engine {
  think(claimed: ClaimedTurn): Promise<TurnDecision>
}

/** A guided talk nobody touched for this long is over: the next words start afresh. */
const DIALOG_STALE_MS = 72 * 3600_000
/** After this long an owner need not remember what was asked. */
const AWAY_MS = 4 * 3600_000

export function createEngine(options: {
  clock: Clock
  services: Services
  /** Read anew for every turn, so that a reload takes effect with the next message. */
  dialogs: () => Dialogs
  skills: readonly Skill[]
  /** What is not said to an owner, read anew for every turn. */
  guard: () => GuardRules
  /** The words of the turn put the owner off, and nothing with a time stands behind them yet (B15). */
  onDeferral: (turn: Turn) => Promise<void>
}): Engine {
  const effects: Record<string, DialogEffect> = Object.assign({}, ...options.skills.map((skill) => skill.effects ?? {}))

  return {
    async think(claimed) {
      const dialogs = options.dialogs()
      const storage = new ClaimedState(claimed.conversation.state)
      const conversationState = new ConversationState(storage)
      const memoryAccess = conversationState.createProperty<unknown>('memory')
      const dialogAccess = conversationState.createProperty<DialogState>('dialogs')
      const adapter = new TurnAdapter()
      let turn: Turn | undefined

      await adapter.run(toActivity(claimed), async (context) => {
        const memory = Memory.parse((await memoryAccess.get(context, {})) ?? {})
        turn = await openTurn(context, claimed, dialogs, memory, options)
        setTurn(context, turn)
        const dialogSet = new DialogSet(dialogAccess)
        for (const definition of dialogs.dialogs.values())
          dialogSet.add(new SlotDialog(definition, effects[definition.effect]!))
        const dc = await dialogSet.createContext(context)
        turn.useDialogs(dc)
        await route(turn, dc, options.skills)
        await guardTurn(turn, adapter, { rules: options.guard(), onDeferral: options.onDeferral })
        remember(memory, turn.text, turn.at)
        await memoryAccess.set(context, memory)
        await conversationState.saveChanges(context)
      })
      return toDecision(turn!, adapter, storage)
    },
  }
}

async function openTurn(
  context: TurnContext,
  claimed: ClaimedTurn,
  dialogs: Dialogs,
  memory: Memory,
  options: { services: Services; clock: Clock },
): Promise<Turn> {
  const community = await options.services.community(claimed.conversation.communityId)
  const read = readMessages(claimed.messages)
  const at = read.at ?? options.clock.now()
  const isAfresh = memory.handoffId !== null && claimed.handoff === null
  if (isAfresh) startAfresh(memory)
  else if (claimed.handoff !== null) memory.handoffId = claimed.handoff.id
  const { reader } = options.services
  const local = hear(reader, read.text, { history: memory.history, at, timeZone: community.timeZone })
  const names = namesIn(claimed, memory, read.text, reader)
  const model = options.services.model && read.menuId === null ? createTurnModel(options.services.model) : null
  const said = { text: read.text, history: memory.history, names, at, timeZone: community.timeZone, reader }
  // A person who serves hears the owner; nobody waits for a model then.
  const isServed = claimed.handoff?.status === 'active'
  const { understanding: heard, hints } = await secondOpinion(isServed ? null : model, local, said)
  const named = namedDialog(dialogs, reader.plain(read.text), heard)
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
      text: read.text,
      understanding,
      photos: read.photos,
      menuId: read.menuId,
    },
  )
  turn.named = named
  turn.model = model
  turn.hints = hints
  turn.names = names
  if (read.text !== '') {
    memory.mood = advanceMood(memory.mood, understanding, at)
    turn.decision = decideHandoff(understanding, memory.mood)
  }
  if (isAfresh) turn.trace['afresh'] = true
  return turn
}

/**
 * Who takes the turn: a skill that must come first; the guided talk that is open; the skill of the intent. A person is called in
 * afterwards when the words demand one and nobody has been called yet (contract §7).
 */
async function route(turn: Turn, dc: DialogContext, skills: readonly Skill[]): Promise<void> {
  turn.digress = () => digress(turn, dc, skills)
  if (turn.trace['afresh']) await dc.cancelAllDialogs()
  await forgetRecalled(turn)
  for (const skill of skills)
    if (await skill.first?.(turn)) {
      turn.trace['skill'] = skill.name
      if (turn.personComes) await dc.cancelAllDialogs()
      return
    }
  if (turn.facts.messages.length === 0) return
  await routeWords(turn, dc, skills)
  // A person takes over: what the guided talk knew is on the card. With nobody on duty it goes on (design D9).
  if (turn.personComes) await dc.cancelAllDialogs()
}

async function routeWords(turn: Turn, dc: DialogContext, skills: readonly Skill[]): Promise<void> {
  if (await comesBack(turn, dc)) return
  const { menuId } = turn.facts
  if (menuId !== null && !menuId.startsWith('dlg_')) {
    const skill = skills.find((candidate) => candidate.tapped && menuId.startsWith(`${candidate.name}_`))
    if (skill) {
      turn.trace['skill'] = skill.name
      return skill.tapped!(turn, menuId.slice(skill.name.length + 1))
    }
  }
  const { handoff, intent } = turn.understanding
  const breaksOff = intent === 'human' || handoff.needed
  if (dc.activeDialog && !breaksOff) {
    turn.trace['skill'] = dc.activeDialog.id
    await continueTalk(turn, dc, skills)
    return callByTheLine(turn)
  }
  if (menuId?.startsWith('dlg_')) return turn.phrase('patterns.laterMenu')
  if (dc.activeDialog) turn.trace['interrupted'] = dc.activeDialog.id
  if (!handoff.needed || hasMatter(turn)) await takeMatters(turn, skills)
  if (handoff.needed && !turn.handedOver && turn.claimed.handoff === null)
    await turn.callPerson(handoff.reason ?? 'policy', handoff.evidence)
  await callByTheLine(turn)
}

/** No single message called for a person, but the talk as a whole does (design D7). */
async function callByTheLine(turn: Turn): Promise<void> {
  if (turn.decision === null || turn.handedOver || turn.claimed.handoff !== null) return
  turn.trace['decided'] = turn.decision.row
  await turn.callPerson(turn.decision.reason, [turn.memory.mood.trigger ?? turn.text])
}

/** Somebody who is angry or must be helped by a person gets their matter on record, and no small talk or article first. */
const ACTS_BEFORE_HANDOFF: readonly Intent[] = ['human', 'cancel', 'progress', 'repair', 'complaint', 'rating']

/** Abuse alone is no matter, and grief wants few words (B19, B20): then only the person is called. */
function hasMatter(turn: Turn): boolean {
  const { intent, handoff } = turn.understanding
  if (!ACTS_BEFORE_HANDOFF.includes(intent) || isDistress(turn.understanding)) return false
  if (handoff.reason !== 'sentiment' || turn.draft?.matter !== undefined) return true
  if (intent !== 'repair' && intent !== 'complaint') return true
  const category = turn.services.reader.category(turn.text, intent)
  return category !== null && !category.startsWith('机器人体验')
}

/** One matter, or two said in one breath: what is filed at once first, what must be asked about last. */
async function takeMatters(turn: Turn, skills: readonly Skill[]): Promise<void> {
  const parts = partsOf(turn)
  if (parts === null) return (await skillFor(turn.understanding, skills, turn)).take(turn)
  const asksMore = (part: Part) => part.understanding.intent === 'repair'
  for (const part of [...parts.filter((each) => !asksMore(each)), ...parts.filter(asksMore)]) {
    turn.hasMore = true
    await turn.hearPart(part, async () => (await skillFor(part.understanding, skills, turn)).take(turn))
  }
}

/** The guided talk hears its own part; what else was said is dealt with first. */
async function continueTalk(turn: Turn, dc: DialogContext, skills: readonly Skill[]): Promise<void> {
  const parts = partsOf(turn)
  const others = parts?.filter((part) => interrupting(part.understanding.intent, dc, skills)) ?? []
  if (parts === null || others.length === 0) {
    await dc.continueDialog()
    return
  }
  turn.hasMore = true
  const own = parts.filter((part) => !others.includes(part))
  turn.holdsBack = own.length > 0
  for (const part of others)
    await turn.hearPart(part, () => interrupting(part.understanding.intent, dc, skills)!.take(turn))
  turn.holdsBack = false
  if (own.length === 0) await dc.repromptDialog()
  for (const part of own)
    await turn.hearPart(part, async () => {
      await dc.continueDialog()
    })
}

function partsOf(turn: Turn): Part[] | null {
  if (turn.facts.menuId !== null || turn.understanding.handoff.needed) return null
  const { reader } = turn.services
  const options = { at: turn.at, timeZone: turn.community.timeZone }
  return splitMatters(turn.text, (text) => hear(reader, text, options))
}

/**
 * Back after hours: a greeting is reminded of what is unfinished, a new matter leaves the old draft behind, and after days it is
 * over anyway. True when the owner has been reminded and no more is to be said.
 */
async function comesBack(turn: Turn, dc: DialogContext): Promise<boolean> {
  const { lastAt } = turn.memory
  if (!dc.activeDialog || lastAt === null) return false
  const awayMs = turn.at.getTime() - new Date(lastAt).getTime()
  if (awayMs > DIALOG_STALE_MS) {
    await dc.cancelAllDialogs()
    return false
  }
  if (awayMs < AWAY_MS || turn.facts.menuId !== null) return false
  const { intent } = turn.understanding
  if (intent === dc.activeDialog.id && turn.draft?.matter !== undefined) {
    const clauses = clausesOf(turn.services.reader, turn.text, turn.at, turn.community.timeZone)
    // 「刚才忙去了，明天上午来吧」 goes on with the old one.
    if (matterIn(turn.text, clauses) !== null && tellsOfFault(turn, turn.text)) await dc.cancelAllDialogs()
    return false
  }
  if (intent !== 'greeting') return false
  const definition = turn.dialogs.dialogs.get(dc.activeDialog.id)!
  turn.advice = turn.phrases.say('patterns.stillOpen', { title: wordingIn(definition.title, turn.phrases.language) })
  await dc.repromptDialog()
  return true
}

async function skillFor(understanding: Understanding, skills: readonly Skill[], turn: Turn): Promise<Skill> {
  for (const candidate of skills)
    if (await candidate.claims?.(turn)) {
      turn.trace['skill'] = candidate.name
      return candidate
    }
  const skill =
    skills.find((candidate) => candidate.intents.includes(understanding.intent)) ??
    skills.find((candidate) => candidate.intents.includes('other'))
  if (!skill) throw new Error('no skill takes intent other: app.ts must bring one')
  turn.trace['skill'] = skill.name
  return skill
}

/** Inside a guided talk another matter may be answered or filed, then the talk goes on. */
async function digress(turn: Turn, dc: DialogContext, skills: readonly Skill[]): Promise<boolean> {
  const skill = interrupting(turn.understanding.intent, dc, skills)
  if (!skill) return false
  turn.trace['digression'] = skill.name
  const stack = dc.stack.length
  await skill.take(turn)
  // A digression that has become a guided talk of its own asks its own questions first.
  return dc.stack.length === stack
}

function interrupting(intent: Intent, dc: DialogContext, skills: readonly Skill[]): Skill | undefined {
  return skills.find(
    (candidate) => candidate.interrupts && candidate.intents.includes(intent) && candidate.name !== dc.activeDialog?.id,
  )
}

function toDecision(turn: Turn, adapter: TurnAdapter, storage: ClaimedState): TurnDecision {
  return {
    at: turn.at,
    state: storage.toState(turn.asking),
    understanding: understandingByMessage(turn),
    out: fewWords(adapter.spoken()),
    effects: turn.effects,
    trace: {
      ...turn.trace,
      intent: turn.understanding.intent,
      handoffs: adapter.handoffs().length,
      ...(turn.model && turn.model.notes.length > 0 ? { model: turn.model.notes } : {}),
    },
  }
}

/** A turn of one text message: its own; of a burst: what the whole came to stands with the last, the others have their own. */
function understandingByMessage(turn: Turn): { exchangeId: string; value: unknown }[] {
  const texts = turn.facts.messages.filter((entry) => textOf(entry.message.content) !== '')
  return texts.map((entry, index) => ({
    exchangeId: entry.exchangeId,
    value:
      index === texts.length - 1
        ? turn.understanding
        : hear(turn.services.reader, textOf(entry.message.content), {
            at: entry.message.at,
            timeZone: turn.community.timeZone,
          }),
  }))
}

/** Whoever is known by name here: the owner as we know them, and names said in the last words. */
function namesIn(claimed: ClaimedTurn, memory: Memory, text: string, reader: Services['reader']): string[] {
  const { name, salutation } = claimed.person
  const said = [text, ...memory.history].map((words) => reader.name(words))
  return [name, salutation, memory.waitingFacts?.values.name, ...said].filter((each) => typeof each === 'string')
}

function toActivity(claimed: ClaimedTurn) {
  const { conversation } = claimed
  return {
    type: ActivityTypes.Message,
    id: claimed.messages[0]?.id ?? conversation.id,
    channelId: conversation.channel,
    serviceUrl: `urn:${conversation.channel}`,
    from: { id: conversation.user, name: claimed.person.name ?? '' },
    recipient: { id: conversation.account, name: 'shouwen' },
    conversation: { id: conversation.id, isGroup: false, conversationType: '', name: '' },
  }
}
