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
import { coreOf, isGuessedCall, isOnlyCourtesy } from './core-of'
import { isDistress } from './distress'
import { hasMatter } from './has-matter'
import { excerptOf } from './excerpt'
import { fewWords } from './few-words'
import { forgetRecalled } from './forget'
import { guardTurn } from './guard/guard-turn'
import { recordingPhrases } from './guard/recording-phrases'
import { hear, hearCore } from './hear'
import { secondOpinion } from './model/second-opinion'
import { createTurnModel } from './model/turn-model'
import { Memory, remember, startAfresh } from './memory'
import { languageOf } from './language'
import { pickByNumber } from './pick-by-number'
import { keepPlace, placeTalk } from './place-talk'
import { readMessages } from './read-messages'
import type { DialogEffect, Skill } from './skill'
import { clausesOf, isBareFacts } from './slots/clauses'
import { matterIn } from './slots/matter'
import { nameOutsideBody } from './name-outside-body'
import { optionNumber } from './slots/option-number'
import { isFaulty } from './slots/faulty'
import { tellsOfFault } from './slots/read-answer'
import { settleWords } from './slots/settle-words'
import { SlotDialog } from './slots/slot-dialog'
import { toMainlandWords } from './southern-words'
import { asNamed, namedDialog } from './named-dialog'
import { splitMatters, splitPraise } from './split-matters'
import type { Part } from './split-matters'
import { TurnAdapter } from './turn-adapter'
import { seesToItThemselves, withoutPerson } from './without-person'
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
/** 「那帮我登记一下」 is about what was spoken of until now. */
const SOON_MS = 30 * 60_000

export function createEngine(options: {
  clock: Clock
  /** Taken once a turn: what is edited meanwhile holds from the next one on, never for half of this. */
  services: () => Services
  /** Read anew for every turn, so that a reload takes effect with the next message; a community may have words of its own. */
  dialogs: (communityId: string | null) => Dialogs
  skills: readonly Skill[]
  /** What is not said to an owner, read anew for every turn. */
  guard: () => GuardRules
  /** The words of the turn put the owner off, and nothing with a time stands behind them yet (B15). */
  onDeferral: (turn: Turn) => Promise<void>
}): Engine {
  const effects: Record<string, DialogEffect> = Object.assign({}, ...options.skills.map((skill) => skill.effects ?? {}))

  return {
    async think(claimed) {
      const dialogs = options.dialogs(claimed.conversation.communityId)
      const storage = new ClaimedState(claimed.conversation.state)
      const conversationState = new ConversationState(storage)
      const memoryAccess = conversationState.createProperty<unknown>('memory')
      const dialogAccess = conversationState.createProperty<DialogState>('dialogs')
      const adapter = new TurnAdapter()
      let turn: Turn | undefined

      await adapter.run(toActivity(claimed), async (context) => {
        const memory = Memory.parse((await memoryAccess.get(context, {})) ?? {})
        turn = await openTurn(context, claimed, dialogs, memory, { clock: options.clock, services: options.services() })
        setTurn(context, turn)
        const dialogSet = new DialogSet(dialogAccess)
        for (const definition of dialogs.dialogs.values())
          dialogSet.add(new SlotDialog(definition, effects[definition.effect]!))
        const dc = await dialogSet.createContext(context)
        turn.useDialogs(dc)
        await route(turn, dc, options.skills)
        nameOutsideBody(turn, adapter)
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

/**
 * Who takes the turn: a skill that must come first; the guided talk that is open; the skill of the intent. A person is called in
 * afterwards when the words demand one and nobody has been called yet (contract §7).
 */
async function route(turn: Turn, dc: DialogContext, skills: readonly Skill[]): Promise<void> {
  turn.digress = () => digress(turn, dc, skills)
  turn.takeAs = (intent, said) => takeAs(turn, skills, intent, said)
  if (turn.trace['afresh']) await dc.cancelAllDialogs()
  await forgetRecalled(turn)
  for (const skill of skills)
    if (await skill.first?.(turn)) {
      turn.trace['skill'] = skill.name
      if (turn.personComes) await turn.setAside()
      return
    }
  if (turn.facts.messages.length === 0) return
  await routeWords(turn, dc, skills)
  // A person takes over: what the guided talk knew is on the card. With nobody on duty it goes on (design D9).
  if (turn.personComes) await turn.setAside()
}

async function routeWords(turn: Turn, dc: DialogContext, skills: readonly Skill[]): Promise<void> {
  if (await comesBack(turn, dc)) return
  if (isAnswerOnly(turn, dc)) {
    const { text, understanding } = turn
    return turn.hearPart({ text, understanding: asNamed(understanding) }, () => continueTalk(turn, dc, skills))
  }
  if (dc.activeDialog === undefined && asksOn(turn)) {
    const { text, understanding } = turn
    const question: Understanding = {
      ...understanding,
      intent: 'faq',
      confidence: 0.9,
      unsure: undefined,
      handoff: { needed: false, reason: null, evidence: [] },
    }
    return turn.hearPart({ text, understanding: question }, () => takeMatters(turn, skills))
  }
  const { menuId } = turn.facts
  if (menuId !== null && !menuId.startsWith('dlg_')) {
    const skill = skills.find((candidate) => candidate.tapped && menuId.startsWith(`${candidate.name}_`))
    if (skill) {
      turn.trace['skill'] = skill.name
      return skill.tapped!(turn, menuId.slice(skill.name.length + 1))
    }
  }
  const { handoff, intent } = turn.understanding
  // Who takes it back in anger is told that it is taken back, and then a person is called.
  const breaksOff = (intent === 'human' || (handoff.needed && intent !== 'cancel')) && !endsIn(turn, dc)
  if (dc.activeDialog && !breaksOff) {
    turn.trace['skill'] = dc.activeDialog.id
    await continueTalk(turn, dc, skills)
    if (handoff.needed) await callAsDemanded(turn)
    return callByTheLine(turn)
  }
  if (menuId?.startsWith('dlg_')) return turn.phrase('patterns.laterMenu')
  if (dc.activeDialog && (await keepsAnswer(turn, dc, skills))) {
    await callAsDemanded(turn)
    // With nobody on duty the bot serves on and asks what is still missing (design D9).
    if (dc.activeDialog && !turn.personComes) await dc.repromptDialog()
    return
  }
  if (dc.activeDialog) turn.trace['interrupted'] = dc.activeDialog.id
  if (!handoff.needed || hasMatter(turn)) await takeMatters(turn, skills)
  if (handoff.needed) await callAsDemanded(turn)
  await callByTheLine(turn)
}

/**
 * Anger beside an answer (「气死我了，2栋2单元902，…」): the answer goes into the open talk, and on record if nothing is missing, before a
 * person comes; it is on their card either way and is not asked for again (B30, C8).
 */
async function keepsAnswer(turn: Turn, dc: DialogContext, skills: readonly Skill[]): Promise<boolean> {
  const { intent } = turn.understanding
  if (intent === 'cancel' || isDistress(turn.understanding)) return false
  const isOther = intent !== dc.activeDialog!.id && interrupting(intent, dc, skills) !== undefined
  if (isOther && !isAboutWaiting(turn)) return false
  turn.isClosing = true
  const before = turn.trace['answered']
  await dc.continueDialog()
  turn.isClosing = false
  return turn.trace['answered'] !== before || turn.trace['switched'] !== undefined
}

/** 「你们是不是都不管的呀」 beside an answer is said of the matter that is being taken down, not of another one. */
function isAboutWaiting({ understanding, services, text }: Turn): boolean {
  return (
    understanding.intent === 'complaint' && (services.reader.category(text, 'complaint') ?? '').startsWith('处理不及时')
  )
}

async function callAsDemanded(turn: Turn): Promise<void> {
  const { handoff } = turn.understanding
  if (turn.handedOver || turn.claimed.handoff !== null) return
  await turn.callPerson(handoff.reason ?? 'policy', handoff.evidence)
}

/** What the open talk waited for and can file at once: it goes on record first, then a person is called (B16). */
function endsIn(turn: Turn, dc: DialogContext): boolean {
  const open = dc.activeDialog?.id
  return open !== undefined && turn.understanding.intent === open && turn.dialogs.dialogs.get(open)?.confirm === false
}

/**
 * Inside a guided talk, words that tell it something are an answer, whatever so few of them look like: 「1」 is no low score,
 * 「客人姓陈，一个人」 is no call for a person.
 */
function isAnswerOnly(turn: Turn, dc: DialogContext): boolean {
  if (dc.activeDialog === undefined) return false
  const { understanding, text, services, community } = turn
  if (understanding.intent === 'rating') return optionNumber(text) !== null
  if (isGuessedGrievance(turn, dc)) return true
  if (!isGuessedCall(understanding, text)) return false
  return clausesOf(services.reader, services.reader.plain(text), turn.at, community.timeZone).some(
    ({ hasFact }) => hasFact,
  )
}

/** 「就刷个墙 换个地板」, asked of the works that are applied for: what a voice only guesses from all of it calls nobody. */
function isGuessedGrievance(turn: Turn, dc: DialogContext): boolean {
  const { handoff, sentiment, signals, intent } = turn.understanding
  if (turn.dialogs.dialogs.get(dc.activeDialog!.id)?.starts === undefined) return false
  if (handoff.reason !== 'policy' || handoff.evidence[0]?.trim() !== turn.text.trim()) return false
  return sentiment.label !== 'angry' && signals.length === 0 && !['human', 'complaint', 'cancel'].includes(intent)
}

/** No single message called for a person, but the talk as a whole does (design D7). */
async function callByTheLine(turn: Turn): Promise<void> {
  if (turn.decision === null || turn.handedOver || turn.claimed.handoff !== null) return
  turn.trace['decided'] = turn.decision.row
  await turn.callPerson(turn.decision.reason, [turn.memory.mood.trigger ?? turn.text])
}

/** One matter, or two said in one breath: what is filed at once first, what must be asked about last. */
async function takeMatters(turn: Turn, skills: readonly Skill[]): Promise<void> {
  const parts = await partsOf(turn)
  if (parts === null) return (await skillFor(turn.understanding, skills, turn)).take(turn)
  const asksMore = (part: Part) => part.understanding.intent === 'repair'
  const isPraise = (part: Part) => part.understanding.intent === 'praise'
  for (const part of [...parts.filter((each) => !asksMore(each)), ...parts.filter(asksMore)]) {
    turn.hasMore = parts.some((other) => other !== part && !isPraise(other))
    const { caseInTalk } = turn.memory
    await turn.hearPart(part, async () => (await skillFor(part.understanding, skills, turn)).take(turn))
    // What is said next is said of the trouble, not of the thanks.
    if (isPraise(part) && turn.filed.length > 1) turn.memory.caseInTalk = caseInTalk
  }
}

/** Said before and asked about: now it is known what was meant, so nothing of it is guessed any more. */
async function takeAs(
  turn: Turn,
  skills: readonly Skill[],
  intent: Intent,
  said: { text: string; toldBefore: string[] },
): Promise<void> {
  const heard = hear(turn.services.reader, said.text, { at: turn.at, timeZone: turn.community.timeZone })
  const understanding: Understanding = { ...heard, intent, confidence: 1, alsoIntents: [], unsure: undefined }
  await turn.hearPart({ ...said, understanding, menuId: null }, async () =>
    (await skillFor(understanding, skills, turn)).take(turn),
  )
}

/** The guided talk hears its own part; what else was said is dealt with first. */
async function continueTalk(turn: Turn, dc: DialogContext, skills: readonly Skill[]): Promise<void> {
  const parts = await partsOf(turn)
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

async function partsOf(turn: Turn): Promise<Part[] | null> {
  if (turn.facts.menuId !== null || turn.understanding.handoff.needed || turn.named !== null) return null
  if (turn.understanding.signals.includes('sarcasm')) return null
  const { reader } = turn.services
  const options = { at: turn.at, timeZone: turn.community.timeZone }
  const understand = (text: string) => hear(reader, text, options)
  const isFacts = (text: string) =>
    turn.draft !== null && isBareFacts(clausesOf(reader, reader.plain(text), turn.at, turn.community.timeZone))
  return (
    splitMatters(turn.text, understand, isFacts) ??
    splitPraise(turn.text, understand) ??
    (await withSideQuestion(turn, understand, isFacts))
  )
}

/**
 * 「厨房漏水，物业费怎么交」, 「明天上午，月卡多少钱」: a question beside a fault, or beside an answer to us, is answered and the repair goes on. What
 * is asked of the repair itself (「师傅几点到」) is a question apart only where an article answers it.
 */
async function withSideQuestion(
  turn: Turn,
  understand: (text: string) => Understanding,
  isFacts: (text: string) => boolean,
): Promise<Part[] | null> {
  const { text, services, claimed, at } = turn
  const pieces = (text.match(BETWEEN_MARKS) ?? []).map((said) => ({ said, heard: understand(said.trim()) }))
  if (pieces.length < 2) return null
  const [asked, ...more] = pieces.filter(({ said, heard }) => asksBeside(turn, said, heard))
  if (asked === undefined || more.length > 0) return null
  const rest = pieces.filter((piece) => piece !== asked)
  const own = rest
    .map(({ said }) => said)
    .join('')
    .replace(/[，,；;、\s]+$/u, '')
  const heardOwn = understand(own)
  if (!isFacts(own) && !(heardOwn.intent === 'repair' && tellsOfFaultIn(turn, own))) return null
  const find = (query: string) =>
    services.search(query, { communityId: claimed.conversation.communityId, at, history: [], limit: 1 })
  const question = asked.said
    .replace(OF_COURTESY, '')
    .replace(/[，,；;\s]+$/u, '')
    .trim()
  const isAnswered = (await find(question)).decision === 'answer'
  if (!isAnswered && OF_THE_VISIT.test(question)) return null
  // 「家里没水了，是不是欠费停的」: one question, and an article for all of it.
  if (turn.draft === null && turn.understanding.intent === 'faq' && (await find(text)).decision === 'answer')
    return null
  return [
    { text: own, understanding: heardOwn },
    { text: question, understanding: { ...asked.heard, intent: 'faq', unsure: undefined } },
  ]
}

function asksBeside(turn: Turn, said: string, { intent, confidence }: Understanding): boolean {
  const length = (said.match(/\p{Script=Han}/gu) ?? []).length
  return (
    intent === 'faq' && confidence >= SURE_QUESTION && length >= 4 && ASKED.test(said) && !tellsOfFaultIn(turn, said)
  )
}

function tellsOfFaultIn({ services: { reader } }: Turn, text: string): boolean {
  return reader.category(text, 'repair') !== null && isFaulty(reader.plain(text))
}

const BETWEEN_MARKS = /[^，,。；;！!？?\n\s]+[，,。；;！!？?\n\s]*/gu
const SURE_QUESTION = 0.8
const ASKED = /[?？]|吗|么|多少|怎么|咋|几|什么|啥|哪|谁|能不能|可不可以|是不是|要不要|有没有|如何/u
const OF_COURTESY = /^(对了|另外|还有|顺便|顺带|请问|麻烦|我?(还)?(再|想)?(问|咨询|打听)(一?下|个事)?)+[，,：:\s]*/u
/** Said of the repair that is being taken down. */
const OF_THE_VISIT = /修|师傅|上门|派|来|到|等|赔|责|怎么办|咋办|咋整|处理|弄|换|这个|怎么回事|原因|关/u

/** 「保安亭的呢」, 「凭什么」, right after an answer: asked of what was answered, and neither complaint nor repair. */
function asksOn({ memory, text, at, facts, understanding, named }: Turn): boolean {
  const last = memory.asked.at(-1)
  if (
    last === undefined ||
    facts.menuId !== null ||
    named !== null ||
    !['repair', 'complaint', 'progress'].includes(understanding.intent)
  )
    return false
  if (at.getTime() - new Date(last.at).getTime() > ASKED_ON_MS || understanding.emergency) return false
  if (memory.caseInTalk !== null && memory.caseInTalk.at >= last.at) return false
  const isGuess = understanding.handoff.reason !== 'requested' && !understanding.signals.includes('threat')
  return isGuess && (BARE_NOUN.test(text) || WHY_SO.test(text)) && !isFaulty(text)
}

const ASKED_ON_MS = 10 * 60_000
/** A thing and 「呢」, and nothing told of it; 「人呢」 looks for somebody. */
const BARE_NOUN =
  /^(那|那么|还有)?(?!(你们?的?)?(师傅|人|结果|回复|答复|东西|钱)呢)(?!.*(怎么|为什么|还没|没有?|不))\p{Script=Han}{1,8}呢[啊呀]?[?？。!！\s]*$/u
const WHY_SO =
  /^(那|这)?(为(什么|啥|何)|什么道理|哪来的规定|谁规定的)(啊|呀|呢)*[?？。!！\s]*$|^(那|这)?凭(什么|啥)(?!.*(你们|锁|扣|罚|打|骂|拖|投诉|举报)).{0,12}$/u

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

async function toDecision(turn: Turn, adapter: TurnAdapter, storage: ClaimedState): Promise<TurnDecision> {
  return {
    at: turn.at,
    state: storage.toState(turn.asking),
    understanding: await understandingByMessage(turn),
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
async function understandingByMessage(turn: Turn): Promise<{ exchangeId: string; value: unknown }[]> {
  const { reader } = turn.services
  const texts = turn.facts.messages.filter((entry) => textOf(entry.message.content) !== '')
  const found: { exchangeId: string; value: unknown }[] = []
  for (const [index, { exchangeId, message }] of texts.entries()) {
    const isLast = index === texts.length - 1
    const options = { at: message.at, timeZone: turn.community.timeZone }
    found.push({ exchangeId, value: isLast ? turn.understanding : hear(reader, textOf(message.content), options) })
    // Hundreds of lines of one owner must not hold up everybody else's.
    if (index % AT_ONCE === AT_ONCE - 1) await new Promise((resolve) => setImmediate(resolve))
  }
  return found
}

const AT_ONCE = 20

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
