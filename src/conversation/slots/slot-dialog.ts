import { Dialog } from 'botbuilder-dialogs/lib/dialog'
import type { DialogContext, DialogInstance, DialogReason, DialogTurnResult } from 'botbuilder-dialogs'
import type { TurnContext } from 'botbuilder-core'
import type { DialogDefinition } from '../../dialogs/definition'
import { wordingIn } from '../../dialogs/phrases'
import type { Intent } from '../../understanding/understanding'
import type { DialogEffect } from '../skill'
import type { Turn } from '../turn'
import { asksForRecord, asksForWork, refusesDetail, takesBack } from '../commands'
import { hasBuilding } from '../../records/community/house'
import { turnOf } from '../turn-of'
import { withHints } from '../model/with-hints'
import { clausesOf } from './clauses'
import { readCorrection } from './correction'
import { faultsApart } from './faults-apart'
import { withKnown } from './known-home'
import { isOutburst, isRequestOnly, matterIn, matterOf } from './matter'
import { mergeSlots } from './merge-slots'
import { missingSlots } from './missing-slots'
import { startsOnly } from './starts-only'
import { askFor } from './ask-for'
import type { Asking } from './ask-for'
import { isWhereabouts, readAnswer } from './read-answer'
import type { Answer, Asked } from './read-answer'
import { homeText } from './slot-values'
import type { SlotValues } from './slot-values'
import { othersText, summaryValues } from './summary-values'
import { othersOf } from './values-of-other'
import { withoutFact } from './wrong-fact'
import type { WrongFact } from './wrong-fact'

/** Said while the repair is still being taken down: it works again, and nothing is filed. */
const MENDED = /^(已经|都|刚|自己|又|现在)*(修好|弄好|搞好|解决|恢复)了/u

/** Kept by botbuilder with the dialog on the stack. */
export interface State {
  values: SlotValues
  phase: 'filling' | 'confirming'
  asked: string[]
  /** Everything asked so far: what is asked again is asked more briefly. */
  askedBefore: string[]
  /** Questions in a row that got no answer. */
  misses: number
  /** Names this very talk in menu ids, so that a tap on last week's summary is seen for what it is. */
  token: string
  /** How often each slot was the one that was pressed for. */
  pressed?: Record<string, number>
}

/** Stands among what has been asked, beside the slots' names. */
const COMMUNITY = 'askCommunity'
const HOME_UNKNOWN = 'homeUnknown'
/** More than a screen of options is no choice. */
const MOST_OPTIONS = 8
/** The second miss words it differently, the third brings a person. */
const MISSES_UNTIL_PERSON = 3
/** What need not be said is asked for twice; what must be said, once more before a person helps. */
const PRESSED_AT_MOST = 2
const PRESSED_UNTIL_PERSON = 4
/** An address: asked, asked once more, and once more in other words. */
const HOME_PRESSED_AT_MOST = 3
const LONGEST_PLACE = 30
/** What is meant for something else than the repair. */
const ELSE: readonly Intent[] = ['cancel', 'human', 'faq', 'progress', 'praise', 'rating']
const FLOOR = /^[\d一二三四五六七八九十]+[楼层]/u

/**
 * A guided talk made from a file: it looks at what is known and asks for what is missing, so order, corrections and digressions
 * are free (design D4: no waterfalls).
 */
export class SlotDialog extends Dialog<SlotValues> {
  /** The turn in which its question has been asked again: a digression and its end both lead back, and it is asked once. */
  private askedBackIn: Turn | null = null

  constructor(
    private readonly definition: DialogDefinition,
    private readonly effect: DialogEffect,
  ) {
    super(definition.dialog)
  }

  override async beginDialog(dc: DialogContext, known: SlotValues = {}): Promise<DialogTurnResult> {
    const turn = turnOf(dc.context)
    if (turn.isAside) return this.hearAside(dc, turn, known)
    const answer = this.read(turn, { names: [], atAnyHour: known.urgent })
    const state: State = {
      values: withKnown(mergeSlots(known, this.waitingFacts(turn)), {
        ...answer.values,
        ...this.firstMatter(turn, known),
        ...this.waitingPhotos(turn),
        toldIn: turn.exchangeIds,
        ...(answer.declined.length > 0 ? { skipped: answer.declined } : {}),
      }),
      phase: 'filling',
      asked: [],
      askedBefore: turn.askedBefore,
      misses: 0,
      token: turn.facts.messages[0]?.exchangeId.slice(-6) ?? 'x',
    }
    if (state.values.urgent && state.values.appointment === undefined)
      state.values.appointment = { from: null, to: null, text: turn.phrases.say('patterns.atOnce') }
    dc.activeDialog!.state = state
    return this.advance(dc, turn, state, { problem: answer.problem })
  }

  override async continueDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const turn = turnOf(dc.context)
    const state = dc.activeDialog!.state as State
    state.values = mergeSlots(state.values, { toldIn: turn.exchangeIds })
    const apart = this.apartIn(turn, state)
    if (apart === null) return (await this.leavesOther(turn, state)) ?? this.hearTurn(dc, turn, state)
    state.values = mergeSlots(state.values, { others: apart.others })
    if (state.phase === 'filling') turn.advice ??= turn.phrases.say('repair.apart')
    if (apart.own === '') return this.advance(dc, turn, state, { added: true })
    const { understanding } = turn
    const heard: { result?: DialogTurnResult } = {}
    await turn.hearPart({ text: apart.own, understanding: { ...understanding, intent: 'other' } }, async () => {
      heard.result = await this.hearTurn(dc, turn, state)
    })
    return heard.result!
  }

  private async hearTurn(dc: DialogContext, turn: Turn, state: State): Promise<DialogTurnResult> {
    const tap = this.tapOf(turn, state)
    if (tap === 'stale') {
      await turn.phrase('patterns.laterMenu')
      return Dialog.EndOfTurn
    }
    if (tap === 'confirm') return this.finish(dc, turn, state)
    if (tap === 'change') return this.askWhatToChange(turn, state)
    const instead = this.insteadOf(turn)
    if (instead) return this.switchTo(dc, turn, state, instead)
    const answer = this.read(turn, this.askedOf(state))
    if (turn.isClosing) return this.close(dc, turn, state, answer)
    // Whoever answers or puts something right goes on, whatever so few words look like.
    const { home, phone, appointment } = answer.values
    const changes = (home ?? phone ?? appointment) !== undefined && !GIVES_UP.test(turn.text)
    const wantsIt = this.definition.effect === 'open-repair' && (WANTS_IT.test(turn.text) || asksForWork(turn.text))
    const drops = turn.understanding.intent === 'cancel' && answer.declined.length === 0 && !changes && !wantsIt
    const isToRecord = wantsIt && !hasNews(answer.values) && asksForRecord(turn.text)
    // 「发票不用开了吧」, 「那你重新登记吧」 leave the matter where it is.
    if ((drops && refusesDetail(turn.text)) || (isToRecord && turn.understanding.intent === 'cancel')) {
      await this.goBack(turn, state)
      return Dialog.EndOfTurn
    }
    const agrees = turn.services.reader.yesNo(turn.text) === 'yes'
    const isOver = this.definition.effect === 'open-repair' && MENDED.test(turn.text)
    const leaves = SEEN_TO.test(turn.text) || (LEAVES.test(turn.text) && !changes)
    if (this.definition.effect === 'open-repair' && leaves) return this.cancel(dc, turn)
    if (tap === 'cancel' || isOver || (drops && ((!answer.fits && !agrees) || takesBack(turn.text))))
      return this.cancel(dc, turn)
    return state.phase === 'confirming'
      ? this.hearConfirmation(dc, turn, state, answer)
      : this.hearAnswer(dc, turn, state, answer)
  }

  /** A digression or another dialog has ended: back to our own question. */
  override async resumeDialog(dc: DialogContext, _reason: DialogReason): Promise<DialogTurnResult> {
    await this.goBack(turnOf(dc.context), dc.activeDialog!.state as State)
    return Dialog.EndOfTurn
  }

  override repromptDialog(context: TurnContext, instance: DialogInstance): Promise<void> {
    return this.goBack(turnOf(context), instance.state as State)
  }

  /** 「对了，楼道灯也不亮」 beside a repair at home is another repair, and changes nothing of this one. */
  private apartIn(turn: Turn, { values }: State): ReturnType<typeof faultsApart> {
    if (this.definition.effect !== 'open-repair' || turn.facts.menuId !== null || values.matter === undefined)
      return null
    if (ELSE.includes(turn.understanding.intent) || readCorrection(turn.text) !== null) return null
    const { reader } = turn.services
    return faultsApart(reader, turn.text, { at: turn.at, timeZone: turn.community.timeZone, known: values })
  }

  /** 「大厅的门不用报了」: the other one is left out, and this one goes on. */
  private async leavesOther(turn: Turn, state: State): Promise<DialogTurnResult | null> {
    const { others = [], ...values } = state.values
    if (turn.facts.menuId !== null || !takesBack(turn.text)) return null
    const kept = others.filter(({ spot }) => spot === undefined || !turn.text.includes(spot.place.replace(FLOOR, '')))
    if (kept.length === others.length) return null
    state.values = { ...values, ...(kept.length > 0 ? { others: kept } : {}) }
    if (state.phase === 'confirming') await this.readBack(turn, state, `${this.id}.changed`)
    else await this.goBack(turn, state)
    return Dialog.EndOfTurn
  }

  private read(turn: Turn, asked: Asked): Answer {
    const { slots } = this.definition
    return withHints(readAnswer(turn, slots, asked), slots, turn.hints, turn.community.timeZone)
  }

  private askedOf({ asked, values, phase }: State): Asked {
    const { urgent, facts, appointment, spot, phone, home } = values
    return {
      names: asked,
      confirming: phase === 'confirming',
      atAnyHour: urgent,
      facts,
      ...(appointment ? { appointment } : {}),
      ...(spot ? { spot } : {}),
      ...(home ? { home } : {}),
      ...(phone === undefined ? {} : { phone }),
    }
  }

  /** A talk that was set aside for a person who is yet to come: it takes in an answer to what it asked last. */
  private hearAside(dc: DialogContext, turn: Turn, known: SlotValues): Promise<DialogTurnResult> {
    const missing = missingSlots(this.definition.slots, known).map(({ name }) => name)
    const state: State = {
      values: mergeSlots(known, { toldIn: turn.exchangeIds }),
      phase: missing.length === 0 ? 'confirming' : 'filling',
      asked: missing.filter((name) => turn.askedBefore.includes(name)),
      askedBefore: turn.askedBefore,
      misses: 0,
      token: turn.facts.messages[0]?.exchangeId.slice(-6) ?? 'x',
    }
    dc.activeDialog!.state = state
    return this.close(dc, turn, state, this.read(turn, this.askedOf(state)))
  }

  /** Somebody will be called who must not ask again: what is whole is filed, what is not is kept for them, without a question. */
  private async close(dc: DialogContext, turn: Turn, state: State, answer: Answer): Promise<DialogTurnResult> {
    const agrees = state.phase === 'confirming' && turn.services.reader.yesNo(turn.text) === 'yes'
    if (!agrees && !hasNews(answer.values) && answer.declined.length === 0) return Dialog.EndOfTurn
    turn.trace['answered'] = this.id
    this.takeIn(turn, state, answer)
    if (answer.problem !== null || missingSlots(this.definition.slots, state.values).length > 0) return Dialog.EndOfTurn
    if (this.definition.confirm && !agrees) await this.sayNoted(turn, state)
    return this.finish(dc, turn, state)
  }

  /** Filed without being confirmed: the owner still sees what was understood. */
  private async sayNoted(turn: Turn, state: State): Promise<void> {
    const { place, appointment, phone } = summaryValues(turn, this.definition, state.values)
    const items = [place, appointment, phone].filter(Boolean).join(turn.phrases.language === 'zh' ? '，' : ', ')
    if (items !== '') await turn.phrase('patterns.notedAs', { items })
  }

  private async hearAnswer(dc: DialogContext, turn: Turn, state: State, answer: Answer): Promise<DialogTurnResult> {
    if (!turn.isPlaced && (await this.digressed(turn, state, answer))) return Dialog.EndOfTurn
    if (
      turn.isPlaced ||
      hasNews(answer.values) ||
      answer.declined.length > 0 ||
      answer.problem !== null ||
      answer.urgent
    ) {
      this.takeIn(turn, state, answer)
      state.misses = answer.problem === null ? 0 : state.misses
      return this.advance(dc, turn, state, {
        problem: answer.problem,
        photosOnly: isPhotosOnly(answer.values),
        kept: keptOf(answer.values),
      })
    }
    if (isOutburst(turn.text)) {
      turn.advice ??= this.sorry(turn)
      await this.goBack(turn, state)
      return Dialog.EndOfTurn
    }
    const more = ADDRESS_LIKE.test(turn.text) && !HOW_FAR.test(turn.text) ? null : this.addition(turn)
    if (more !== null && state.values.matter !== undefined) {
      this.takeIn(turn, state, { ...answer, values: { matter: more } })
      return this.advance(dc, turn, state)
    }
    // 「你们先来看看」 misses nothing: it is what we are about to do.
    if (isRequestOnly(turn.text) && state.values.matter !== undefined) return this.advance(dc, turn, state)
    state.misses++
    if (state.misses >= MISSES_UNTIL_PERSON) return this.giveUp(dc, turn)
    if (state.misses === MISSES_UNTIL_PERSON - 1 && this.skipAsked(state)) return this.advance(dc, turn, state)
    this.leaveWhatWasPressed(state)
    this.leaveHome(turn, state)
    // The last question was about a change that did not fit; without it the draft is as full as before.
    if (missingSlots(this.definition.slots, state.values).length === 0) return this.advance(dc, turn, state)
    await this.ask(turn, state, { again: true })
    return Dialog.EndOfTurn
  }

  private async hearConfirmation(
    dc: DialogContext,
    turn: Turn,
    state: State,
    answer: Answer,
  ): Promise<DialogTurnResult> {
    const word = turn.services.reader.yesNo(turn.text)
    if (word === 'yes' && !hasNews(answer.values) && answer.problem === null)
      return this.finishAndAnswer(dc, turn, state)
    if (answer.wrongFact !== null && !hasNews(answer.values)) return this.askRightOne(turn, state, answer.wrongFact)
    if (isOutburst(turn.text) && !hasNews(answer.values)) {
      turn.asking = true
      await turn.say([this.sorry(turn), turn.phrases.say('patterns.pleaseConfirm')].filter(Boolean).join('\n'))
      return Dialog.EndOfTurn
    }
    if (await this.digressed(turn, state, answer)) return Dialog.EndOfTurn
    if (hasNews(answer.values) || answer.declined.length > 0 || answer.problem !== null || answer.urgent) {
      this.takeIn(turn, state, answer)
      const added = !answer.replacesMatter && isMatterOnly(answer.values)
      return this.advance(dc, turn, state, { changed: true, added, problem: answer.problem })
    }
    if (word === 'no') return this.askWhatToChange(turn, state)
    const more = this.addition(turn)
    if (more !== null) {
      this.takeIn(turn, state, { ...answer, values: { matter: more } })
      return this.advance(dc, turn, state, { added: true })
    }
    state.misses++
    if (state.misses >= MISSES_UNTIL_PERSON) return this.giveUp(dc, turn)
    turn.asking = true
    await turn.phrase('patterns.pleaseConfirm')
    return Dialog.EndOfTurn
  }

  private sorry({ phrases }: Turn): string | null {
    return phrases.has(`${this.id}.sorry`) ? phrases.say(`${this.id}.sorry`) : null
  }

  /** Words about something else are dealt with, then the talk comes back; words that answer are an answer, whatever they look like. */
  private async digressed(turn: Turn, state: State, answer: Answer): Promise<boolean> {
    if (answer.bare || answer.corrects || isOutburst(turn.text) || answer.declined.length > 0 || turn.text === '')
      return false
    const isElse = sharesParty(turn.text, state.values.matter) ? null : isAboutElse(turn)
    // Nobody knows what it is, but it answers what was asked: then that is what it is.
    if (turn.understanding.unsure !== undefined && answer.fits) return false
    if (!isElse || (isElse === 'seems' && (answer.fits || answer.values.matter !== undefined))) return false
    // An address told beside a question is not asked for again (B30); beside a complaint it may be somebody else's.
    if (turn.understanding.intent === 'faq' && answer.fits)
      state.values = mergeSlots(state.values, this.answersIn(answer.values, state.asked))
    // The reply that comes back asks enough.
    turn.hasMore = true
    if (!(await turn.digress())) return false
    if (!turn.handedOver) await this.goBack(turn, state)
    return true
  }

  private async advance(
    dc: DialogContext,
    turn: Turn,
    state: State,
    options: {
      changed?: boolean
      added?: boolean
      problem?: Answer['problem']
      photosOnly?: boolean
      kept?: string
    } = {},
  ): Promise<DialogTurnResult> {
    this.leaveWhatWasPressed(state)
    this.leaveHome(turn, state)
    const [next] = missingSlots(this.definition.slots, state.values)
    if (next && !options.problem && (state.pressed?.[next.name] ?? 0) >= PRESSED_UNTIL_PERSON)
      return this.giveUp(dc, turn)
    if (this.asksCommunity(turn, state)) return this.askCommunity(turn, state)
    if (options.problem || missingSlots(this.definition.slots, state.values).length > 0) {
      state.phase = 'filling'
      await this.ask(turn, state, { problem: options.problem, photosOnly: options.photosOnly, kept: options.kept })
      return Dialog.EndOfTurn
    }
    if (!this.definition.confirm) return this.finish(dc, turn, state)
    state.phase = 'confirming'
    state.asked = []
    await this.readBack(
      turn,
      state,
      options.added ? 'patterns.alsoNoted' : options.changed ? `${this.id}.changed` : null,
    )
    return Dialog.EndOfTurn
  }

  private async ask(turn: Turn, state: State, how: Asking): Promise<void> {
    const missing = missingSlots(this.definition.slots, state.values)
    const { text, names, part } = askFor(turn, this.definition, { ...state, missing }, how)
    state.asked = names
    if (names[0] !== undefined) state.pressed = { ...state.pressed, [names[0]]: (state.pressed?.[names[0]] ?? 0) + 1 }
    state.askedBefore = [...new Set([...state.askedBefore, ...names, ...(part === undefined ? [] : [part])])]
    turn.asking = true
    const options = this.optionsOf(turn, state, names)
    await turn.say(options.length === 0 ? text : { type: 'menu', text, options })
  }

  /** One question with options is answered by a tap; words and numbers do as well. */
  private optionsOf(turn: Turn, state: State, names: readonly string[]): { id: string; label: string }[] {
    const slot = this.definition.slots.find(({ name }) => name === names[0])
    if (names.length !== 1 || slot?.kind !== 'choice') return []
    const { language } = turn.phrases
    const options = (slot.options ?? []).map(({ id, label }) => ({ id, label: wordingIn(label, language) }))
    if (slot.skippable) options.push({ id: 'skip', label: turn.phrases.say('patterns.buttonSkip') })
    return options.map(({ id, label }) => ({ id: `dlg_${state.token}_pick_${slot.name}_${id}`, label }))
  }

  /**
   * A place means nothing while it is not known in which community; asked once, for what has a place at all, and last: somebody
   * whose kitchen is flooded tells that first.
   */
  private asksCommunity(turn: Turn, state: State): boolean {
    if (turn.unplaced.length < 2 || state.askedBefore.includes(COMMUNITY)) return false
    if (missingSlots(this.definition.slots, state.values).length > 0) return false
    return missingSlots(this.definition.slots, {}).some(({ kind }) => kind === 'home' || kind === 'spot')
  }

  private async askCommunity(turn: Turn, state: State): Promise<DialogTurnResult> {
    state.phase = 'filling'
    state.asked = []
    state.askedBefore = [...state.askedBefore, COMMUNITY]
    turn.memory.askedCommunity = true
    turn.asking = true
    const text = [turn.advice, turn.phrases.say('patterns.askCommunity')].filter(Boolean).join('\n')
    turn.advice = null
    const options = turn.unplaced
      .slice(0, MOST_OPTIONS)
      .map((label, index) => ({ id: `dlg_${state.token}_at_${index}`, label }))
    await turn.say(turn.unplaced.length > MOST_OPTIONS ? text : { type: 'menu', text, options })
    return Dialog.EndOfTurn
  }

  private async readBack(turn: Turn, state: State, said: string | null): Promise<void> {
    const { values } = state
    const atOnce = turn.phrases.say('patterns.atOnce')
    const canBeUrgent = this.definition.effect === 'open-repair' && !values.urgent && said === null
    const lines = [
      said !== null && turn.phrases.has(said) ? turn.phrases.say(said) : null,
      await this.askAboutHome(turn, state),
      turn.advice,
      values.others === undefined ? null : turn.phrases.say('repair.others', { others: othersText(values) }),
      canBeUrgent && values.appointment?.text === atOnce ? turn.phrases.say('patterns.askUrgent') : null,
    ]
    turn.advice = null
    const head = lines
      .filter((line) => line !== null)
      .map((line) => `${line}\n`)
      .join('')
    turn.asking = true
    await turn.say({
      type: 'menu',
      text: head + turn.phrases.say(`${this.id}.summary`, summaryValues(turn, this.definition, state.values)),
      options: [
        { id: `dlg_${state.token}_confirm`, label: turn.phrases.say('patterns.buttonConfirm') },
        { id: `dlg_${state.token}_change`, label: turn.phrases.say('patterns.buttonChange') },
        { id: `dlg_${state.token}_cancel`, label: turn.phrases.say('patterns.buttonCancel') },
      ],
    })
  }

  /** A building that the list of houses lacks is asked about once; what the owner says then is taken. */
  private async askAboutHome(turn: Turn, state: State): Promise<string | null> {
    const { home } = state.values
    const asked = `${HOME_UNKNOWN} ${homeText(home)}`
    if (state.askedBefore.includes(asked)) return null
    if (home === undefined || (await hasBuilding(turn.db, turn.claimed.conversation.communityId, home))) return null
    state.askedBefore = [...state.askedBefore, asked]
    return turn.phrases.say('patterns.homeUnknown', { home: homeText(home) })
  }

  private async goBack(turn: Turn, state: State): Promise<void> {
    if (turn.holdsBack || this.askedBackIn === turn) return
    this.askedBackIn = turn
    this.leaveWhatWasPressed(state)
    const missing = missingSlots(this.definition.slots, state.values)
    if (state.phase === 'filling' && missing.length > 0) return this.ask(turn, state, { back: true })
    state.phase = 'confirming'
    turn.asking = true
    await turn.phrase('patterns.pleaseConfirm')
  }

  private async askWhatToChange(turn: Turn, state: State): Promise<DialogTurnResult> {
    state.phase = 'confirming'
    turn.asking = true
    await turn.phrase('patterns.whatToChange')
    return Dialog.EndOfTurn
  }

  /** 「好的，你们周末上班吗」: filed, and what was asked beside the yes is answered. */
  private async finishAndAnswer(dc: DialogContext, turn: Turn, state: State): Promise<DialogTurnResult> {
    const [yes = '', ...rest] = turn.text.split(/[，,。！!\s]+/u)
    const asked = rest.join('，')
    const isLong = QUESTION.test(asked) && asked.length >= SHORTEST_QUESTION
    // Beside a yes the whole is heard as neither; what stands behind it says what it is.
    const read = isLong ? turn.services.reader.understand(asked, { at: turn.at }) : null
    const isAsked = turn.understanding.intent === 'faq' ? isLong : read?.intent === 'faq'
    const done = await this.finish(dc, turn, state)
    if (isAsked && turn.services.reader.yesNo(yes) === 'yes') await turn.takeAs('faq', { text: asked, toldBefore: [] })
    return done
  }

  /** 「单元错了」: the wrong one is dropped and the right one asked for, whatever else is known. */
  private async askRightOne(turn: Turn, state: State, wrong: WrongFact): Promise<DialogTurnResult> {
    const kind = wrong === 'appointment' ? 'time' : wrong === 'phone' || wrong === 'name' ? wrong : 'home'
    const slot = this.definition.slots.find((each) => each.kind === kind)
    if (slot === undefined) return this.askWhatToChange(turn, state)
    state.values = withoutFact(state.values, wrong)
    state.phase = 'filling'
    state.asked = [slot.name]
    turn.asking = true
    await turn.phrase('patterns.rightOne', { what: turn.phrases.say(`patterns.right_${wrong}`) })
    return Dialog.EndOfTurn
  }

  private async finish(dc: DialogContext, turn: Turn, state: State): Promise<DialogTurnResult> {
    if (missingSlots(this.definition.slots, state.values).length > 0) return this.advance(dc, turn, state)
    turn.trace['filed'] = this.id
    await this.effect(turn, state.values, this.definition)
    return this.goOnWithOther(dc, turn, state.values)
  }

  /** Of a fault told beside the one just filed something is still to be asked. */
  private async goOnWithOther(dc: DialogContext, turn: Turn, values: SlotValues): Promise<DialogTurnResult> {
    const [next, ...later] = turn.isClosing || turn.isAside ? [] : othersOf(this.definition.slots, values).lacking
    if (next === undefined) return dc.endDialog()
    const others = later.map(({ matter = '', spot, home }) => ({
      matter,
      ...(spot ? { spot } : {}),
      ...(home ? { home } : {}),
    }))
    turn.advice = turn.phrases.say('repair.nextOther', { matter: next.matter })
    const { understanding } = turn
    const begun: { result?: DialogTurnResult } = {}
    await turn.hearPart(
      { text: '', photos: [], menuId: null, understanding: { ...understanding, intent: 'other' } },
      async () => {
        begun.result = await dc.replaceDialog(this.id, { ...next, ...(others.length > 0 ? { others } : {}) })
      },
    )
    return begun.result!
  }

  private async cancel(dc: DialogContext, turn: Turn): Promise<DialogTurnResult> {
    await turn.phrase(`${this.id}.cancelled`)
    return dc.endDialog()
  }

  /** What is known goes along with the handoff; the person need not ask again (C8). */
  private async giveUp(dc: DialogContext, turn: Turn): Promise<DialogTurnResult> {
    await turn.callPerson('stuck', [turn.text])
    await turn.setAside()
    return dc.endDialog()
  }

  /** 「不报修了，我要投诉」: the same matter under another name keeps what is known. */
  private insteadOf(turn: Turn): string | null {
    const { text } = turn
    if (this.id !== 'complaint' && INSTEAD_COMPLAIN.test(text)) return 'complaint'
    if (this.id !== 'repair' && INSTEAD_REPAIR.test(text)) return 'repair'
    return null
  }

  private switchTo(dc: DialogContext, turn: Turn, state: State, dialog: string): Promise<DialogTurnResult> {
    turn.trace['switched'] = `${this.id}>${dialog}`
    return dc.replaceDialog(dialog, state.values)
  }

  private takeIn(turn: Turn, state: State, answer: Answer): void {
    // What does not suit is not kept either.
    if (answer.problem === 'time-refused') state.values = withoutFact(state.values, 'appointment')
    const said = { ...this.withMatter(state, answer), ...urgentOf(turn, answer) }
    state.values = mergeSlots(state.values, {
      ...said,
      ...(answer.declined.length > 0 ? { skipped: answer.declined } : {}),
    })
  }

  /** The matter grows by what is added, and a corrected place is corrected in it too. */
  private withMatter(state: State, { values: said, replacesMatter, wrong }: Answer): SlotValues {
    const known = state.values
    // 「是楼道的灯」: the home is where its owner lives, not where the fault is.
    const isOutside = said.spot?.scope === 'public' && said.matter === undefined && said.home?.room === undefined
    if (isOutside && known.home?.room !== undefined && known.spot?.scope !== 'home')
      state.values = withoutFact(state.values, 'room')
    if (said.matter !== undefined && (replacesMatter || known.matter === undefined)) return said
    let matter = known.matter
    if (matter !== undefined && said.spot && wrong !== null && matter.includes(wrong))
      matter = matter.replace(wrong, said.spot.place)
    else if (
      matter !== undefined &&
      said.spot &&
      known.spot &&
      said.matter === undefined &&
      !said.spot.place.includes(known.spot.place)
    )
      matter = matter.replace(known.spot.place, said.spot.place)
    if (said.matter === undefined) return { ...said, ...(matter === undefined ? {} : { matter }) }
    const wasAsked = state.asked.some(
      (name) => this.definition.slots.find((slot) => slot.name === name)?.kind === 'text',
    )
    if (wasAsked) return said
    // A second fault in another corner does not move the first one.
    const { spot, ...rest } = said
    const isAtHome = known.spot !== undefined || (known.home?.room !== undefined && spot?.scope === 'public')
    return { ...(isAtHome ? rest : said), matter: `${known.matter}；${said.matter}` }
  }

  /** Of what was told, the address, number and time that were asked for. */
  private answersIn({ home, phone, appointment }: SlotValues, asked: readonly string[]): SlotValues {
    const kinds = this.definition.slots.filter(({ name }) => asked.includes(name)).map(({ kind }) => kind)
    return {
      ...(home && kinds.includes('home') ? { home } : {}),
      ...(phone && kinds.includes('phone') ? { phone } : {}),
      ...(appointment && kinds.includes('time') ? { appointment } : {}),
    }
  }

  private skipAsked(state: State): boolean {
    const skippable = this.definition.slots.filter((slot) => state.asked.includes(slot.name) && slot.skippable)
    if (skippable.length === 0) return false
    state.values = mergeSlots(state.values, { skipped: skippable.map((slot) => slot.name) })
    return true
  }

  private tapOf(turn: Turn, state: State): 'confirm' | 'change' | 'cancel' | 'stale' | null {
    const { menuId } = turn.facts
    const match = /^dlg_([^_]+)_(confirm|change|cancel|pick|at)(?:_|$)/.exec(menuId ?? '')
    if (!match) return null
    if (match[1] !== state.token) return 'stale'
    // An option that was picked says its label: it is read like any answer.
    return match[2] === 'pick' || match[2] === 'at' ? null : (match[2] as 'confirm' | 'change' | 'cancel')
  }

  /** The words that began the talk are the matter when they say anything beyond 「我要报修」. */
  private firstMatter(turn: Turn, known: SlotValues): SlotValues {
    if (turn.facts.menuId !== null || !this.definition.slots.some((slot) => slot.kind === 'text')) return {}
    const asksHome = this.definition.slots.some((slot) => slot.kind === 'home' && slot.required !== 'never')
    const { reader } = turn.services
    // 「算了不投诉了，直接报修吧」 says which talk is wanted and nothing of the matter.
    const instead = { repair: INSTEAD_REPAIR, complaint: INSTEAD_COMPLAIN }[this.id]
    const said = instead === undefined ? turn.text : turn.text.replace(instead, '').replace(/^[\p{P}\s]+/u, '')
    const asksOnly = startsOnly(this.definition)
    const clauses = clausesOf(reader, said, turn.at, turn.community.timeZone).filter(({ text }) => !asksOnly(text))
    const matter = asksHome || this.definition.starts ? matterIn(said, clauses) : matterOf(said)
    if (matter === null) return {}
    return { matter: known.matter !== undefined && known.matter !== matter ? `${known.matter}；${matter}` : matter }
  }

  private waitingFacts(turn: Turn): SlotValues {
    return this.definition.slots.some((slot) => slot.kind === 'home') ? turn.takeWaitingFacts() : {}
  }

  /** Photos that came before the words belong to them. */
  private waitingPhotos(turn: Turn): SlotValues {
    if (!this.definition.slots.some((slot) => slot.kind === 'photo')) return {}
    const photos = [...turn.takeWaitingPhotos(), ...turn.facts.photos]
    return photos.length === 0 ? {} : { photos }
  }

  /** 「卡是好的，别人的也刷不开」, 「电池换过了」: said over the summary or instead of an answer, it belongs to the matter. */
  private addition(turn: Turn): string | null {
    const { text, facts, understanding } = turn
    if (isWhereabouts(text)) return null
    if (!this.definition.slots.some(({ kind }) => kind === 'text') || facts.menuId !== null) return null
    // 「不用来我家，查查水泵」 takes nothing back: it says what is to be done.
    const isSaidOfIt =
      ['repair', 'other', 'complaint', 'chitchat'].includes(understanding.intent) ||
      (understanding.intent === 'cancel' && asksForWork(text))
    if (!isSaidOfIt || QUESTION.test(text)) return null
    const clauses = clausesOf(turn.services.reader, text, turn.at, turn.community.timeZone)
    const more = matterIn(text, clauses)
    return more !== null && (more.match(/\p{Script=Han}/gu) ?? []).length >= SHORTEST_ADDITION ? more : null
  }

  /**
   * An address that was asked for again and again is left to the colleague who calls (B30); what the owner calls the place goes along.
   * Where nothing else is known either, a person helps instead.
   */
  private leaveHome(turn: Turn, state: State): void {
    if (this.definition.effect !== 'open-repair') return
    const [home, ...others] = missingSlots(this.definition.slots, state.values)
    if (home?.kind !== 'home' || (state.pressed?.[home.name] ?? 0) < HOME_PRESSED_AT_MOST) return
    const { appointment, phone } = state.values
    if (others.length > 0 || (appointment ?? phone) === undefined) return
    const words = turn.text.trim()
    const isPlace = state.values.spot === undefined && words.length > 1 && words.length <= LONGEST_PLACE
    state.values = mergeSlots(state.values, {
      skipped: [home.name],
      ...(isPlace && !QUESTION.test(words) && !state.values.home ? { spot: { place: words, scope: null } } : {}),
    })
    turn.advice = turn.phrases.say('patterns.homeLeft')
  }

  /** What need not be said and was asked for twice is left open (B30). */
  private leaveWhatWasPressed(state: State): void {
    const left = missingSlots(this.definition.slots, state.values).filter(
      ({ name, skippable }) => skippable && (state.pressed?.[name] ?? 0) >= PRESSED_AT_MOST,
    )
    if (left.length > 0) state.values = mergeSlots(state.values, { skipped: left.map(({ name }) => name) })
  }
}

/** 「已经跟楼上说了，他不理我」, beside a leak from above: told of the same people, it is the same matter. */
function sharesParty(text: string, matter = ''): boolean {
  return !/投诉|举报|报警|[?？]/u.test(text) && PARTIES.some((party) => text.includes(party) && matter.includes(party))
}

const PARTIES = ['楼上', '楼下', '隔壁', '对门', '邻居']

/** Words that belong elsewhere: `surely` when they say so themselves, `seems` when only the understanding thinks so. */
function isAboutElse(turn: Turn): 'surely' | 'seems' | null {
  const { intent, confidence, sentiment } = turn.understanding
  switch (intent) {
    case 'faq':
      return QUESTION.test(turn.text) ? 'surely' : null
    case 'complaint':
      if (/投诉|举报|complain/i.test(turn.text)) return 'surely'
      return confidence >= SURE && sentiment.label !== 'neutral' ? 'seems' : null
    case 'suggestion':
      return /建议|suggest/i.test(turn.text) ? 'surely' : null
    case 'praise':
      return /表扬|点赞|夸|感谢|praise/i.test(turn.text) ? 'surely' : null
    case 'progress':
      return confidence >= SURE ? 'seems' : null
    default:
      return null
  }
}

const SURE = 0.7
const SHORTEST_ADDITION = 5
/** Perhaps where they live, in words we could not read. */
const ADDRESS_LIKE = /[栋幢号层室座期区]|单元|楼(?![上下道梯])|\d/u
/** 「不是我一家，3202也这样」 tells how far it goes, and no address. */
const HOW_FAR =
  /不(?:止|只|光|单|仅)?是?(?:只|就)?(?:有)?(?:我们?一?家|一家|一户|我们?这(?:一)?户)|\d{3,4}(?:室|家)?(?:那家)?(?:也|都)|(?:邻居|隔壁|对门|楼上|楼下|整[栋层幢]|全楼|其他家|别人家|大家)[^，,。]{0,6}(?:也|都)/u
const SHORTEST_QUESTION = 4
const QUESTION =
  /[?？]|吗|呢|么$|多少|怎么|几点|什么|哪|能不能|可不可以|是不是|要不要|有没有|how|what|when|where|which|can /i
const INSTEAD_COMPLAIN =
  /(不(是|要|用)?报修|不报修|不修了|不用修|算了).*(投诉|举报)|(还是|改成?|直接|干脆|转成?)(我)?(要|想)?(投诉|举报)/
const INSTEAD_REPAIR =
  /(不(是|要|用)?投诉|不投诉了?|算了).*(报修|来修|维修)|(还是|改成?|直接|干脆|转成?)(我)?(要|想)?(报修|维修)/

/** 「加急」, the word we offered, takes away the question when. */
function urgentOf(turn: Turn, answer: Answer): SlotValues {
  if (!answer.urgent) return {}
  return { urgent: true, appointment: { from: null, to: null, text: turn.phrases.say('patterns.atOnce') } }
}

/** 「算了去医院了」, 「算了我自己弄」: it is seen to elsewhere. */
const LEAVES = /^(?:那)?算了(?:吧)?[，,\s]*(?:我|我们|先|还是|就|直接)*(?:自己|去|找别人|找人|叫别人|叫人|请人|问别人)/u
/** 「算了，我明天自己找人修」, 「算了下午我老公会修」: the time is not ours to keep. */
const SEEN_TO =
  /^(?:那)?算了[^。！!？?]{0,10}?(?:我|咱)[^。！!？?，,]{0,4}(?:自己(?!家|的|在)|老公|老婆|爸|妈|儿子|女婿|朋友|家人)(?!.{0,8}(?:在家|有空|你们|师傅|等))[^。！!？?]{0,6}(?:修|弄|换|搞|处理|解决|找人|叫人|请人)/u
/** 「我不要投诉，我就要你们来修好」, 「不用修，你让他弄好就行」: whatever is refused, the work is asked for at the end. */
const WANTS_IT =
  /(?:要|让|叫|给我|帮我|把|你们|他们?)(?!.{0,6}(?:自己|朋友|老公|老婆|儿子|家人|别人|外面|师傅已经))[^，,。；;！!不别]{0,10}(?:修|弄|搞|处理|解决)(?:好|一下|掉|通)(?:就行|就可以|就好|即可|吧|呗|啊|呀|[。.！!])*$/u
/** Said of the matter itself, not of a time or a number that changes. */
const GIVES_UP = /取消|撤|退|不办|不报|不修|不弄|不要了|不用[来修了]|不需要|never ?mind|cancel/iu

function hasNews(values: SlotValues): boolean {
  return Object.values(values).some((value) => value !== undefined)
}

/** More about the same matter changes nothing that was read back. */
function isMatterOnly(values: SlotValues): boolean {
  return values.matter !== undefined && Object.values(values).filter((value) => value !== undefined).length === 1
}

/** What is said back at once, so that nobody thinks it was lost while the address is asked for. */
function keptOf({ appointment, phone }: SlotValues): string {
  return [appointment?.text, phone].filter(Boolean).join('，')
}

function isPhotosOnly(values: SlotValues): boolean {
  return values.photos !== undefined && Object.values(values).filter((value) => value !== undefined).length === 1
}
