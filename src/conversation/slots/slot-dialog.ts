import { isDeepStrictEqual } from 'node:util'
import { Dialog } from 'botbuilder-dialogs/lib/dialog'
import type { DialogContext, DialogInstance, DialogReason, DialogTurnResult } from 'botbuilder-dialogs'
import type { TurnContext } from 'botbuilder-core'
import type { DialogDefinition } from '../../dialogs/definition'
import type { Intent } from '../../understanding/understanding'
import type { DialogEffect } from '../skill'
import type { Turn } from '../turn'
import { asksForRecord, asksForWork, refusesDetail, takesBack } from '../commands'
import { turnOf } from '../turn-of'
import { withHints } from '../model/with-hints'
import { QUESTION, dialogInstead, isAboutElse, sharesParty } from './about-else'
import { readCorrection } from './correction'
import { faultsApart } from './faults-apart'
import { withKnown } from './known-home'
import { leaveBuilding, leaveOpen, leaveWhatWasPressed, skipAsked } from './leave-open'
import { isOutburst, isRequestOnly } from './matter'
import { addedMatter, firstMatter, isAddressLike, moreWords } from './matter-of-turn'
import { mergeSlots } from './merge-slots'
import { missingSlots } from './missing-slots'
import { askFor } from './ask-for'
import type { Asking } from './ask-for'
import { readAnswer } from './read-answer'
import { readBack } from './read-back'
import type { Answer, Asked } from './read-answer'
import { givesUp, isRepairOver, wantsRepair } from './repair-dropped'
import type { SlotValues } from './slot-values'
import type { State } from './state'
import { summaryValues } from './summary-values'
import { answersIn, takeIn } from './take-in'
import { optionsOf, tapId, tapOf } from './taps'
import { othersOf } from './values-of-other'
import { withoutFact } from './wrong-fact'
import type { WrongFact } from './wrong-fact'

/** Stands among what has been asked, beside the slots' names. */
const COMMUNITY = 'askCommunity'
/** More than a screen of options is no choice. */
const MOST_OPTIONS = 8
/** The second miss words it differently, the third brings a person. */
const MISSES_UNTIL_PERSON = 3
/** What must be said is asked for so often; then a person helps. */
const PRESSED_UNTIL_PERSON = 4
/** What is meant for something else than the repair. */
const ELSE: readonly Intent[] = ['cancel', 'human', 'faq', 'progress', 'praise', 'rating']
const FLOOR = /^[\d一二三四五六七八九十]+[楼层]/u
const SHORTEST_QUESTION = 4

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
        ...firstMatter(turn, this.definition, known),
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
    const isMore = apart.others.length > (state.values.others?.length ?? 0)
    state.values = mergeSlots(state.values, { others: apart.others })
    if (state.phase === 'filling' && isMore) turn.advice ??= turn.phrases.say('repair.apart')
    if (apart.own === '') return this.advance(dc, turn, state, { added: true })
    const { understanding } = turn
    const heard: { result?: DialogTurnResult } = {}
    await turn.hearPart({ text: apart.own, understanding: { ...understanding, intent: 'other' } }, async () => {
      heard.result = await this.hearTurn(dc, turn, state)
    })
    return heard.result!
  }

  private async hearTurn(dc: DialogContext, turn: Turn, state: State): Promise<DialogTurnResult> {
    const tap = tapOf(turn, state)
    if (tap === 'stale') {
      await turn.phrase('patterns.laterMenu')
      return Dialog.EndOfTurn
    }
    if (tap === 'confirm') return this.finish(dc, turn, state)
    if (tap === 'change') return this.askWhatToChange(turn, state)
    const instead = dialogInstead(this.id, turn.text)
    if (instead) return this.switchTo(dc, turn, state, instead)
    const answer = this.read(turn, this.askedOf(state))
    if (turn.isClosing) return this.close(dc, turn, state, answer)
    // Whoever answers or puts something right goes on, whatever so few words look like.
    const { home, phone, appointment } = answer.values
    const changes = (home ?? phone ?? appointment) !== undefined && !givesUp(turn.text)
    const isRepair = this.definition.effect === 'open-repair'
    const wantsIt = isRepair && (wantsRepair(turn.text) || asksForWork(turn.text))
    const drops = turn.understanding.intent === 'cancel' && answer.declined.length === 0 && !changes && !wantsIt
    const isToRecord = wantsIt && !hasNews(answer.values) && asksForRecord(turn.text)
    // 「发票不用开了吧」, 「那你重新登记吧」 leave the matter where it is.
    if ((drops && refusesDetail(turn.text)) || (isToRecord && turn.understanding.intent === 'cancel')) {
      await this.goBack(turn, state)
      return Dialog.EndOfTurn
    }
    const agrees = turn.services.reader.yesNo(turn.text) === 'yes'
    const isOver = isRepair && isRepairOver(turn.text, changes)
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
    if (state.phase === 'confirming') await readBack(turn, this.definition, state, `${this.id}.changed`)
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
    takeIn(turn, this.definition, state, answer)
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
      takeIn(turn, this.definition, state, answer)
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
    const more = isAddressLike(turn.text) ? null : addedMatter(turn, this.definition)
    if (more !== null && state.values.matter !== undefined) {
      takeIn(turn, this.definition, state, { ...answer, values: { matter: more } })
      return this.advance(dc, turn, state)
    }
    // 「你们先来看看」 misses nothing: it is what we are about to do.
    if (isRequestOnly(turn.text) && state.values.matter !== undefined) return this.advance(dc, turn, state)
    state.misses++
    if (state.misses >= MISSES_UNTIL_PERSON) return this.giveUp(dc, turn)
    if (state.misses === MISSES_UNTIL_PERSON - 1 && skipAsked(this.definition, state))
      return this.advance(dc, turn, state)
    leaveOpen(turn, this.definition, state)
    await leaveBuilding(turn, this.definition, state)
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
      const before = summaryValues(turn, this.definition, state.values)
      takeIn(turn, this.definition, state, answer)
      const after = summaryValues(turn, this.definition, state.values)
      // 「东边那面 大概4楼」 changes nothing that was read back: it tells more.
      const isMore = answer.problem === null && isDeepStrictEqual(before, after) && answer.declined.length === 0
      const more = isMore && !answer.bare ? moreWords(turn, this.definition) : null
      if (more !== null) {
        takeIn(turn, this.definition, state, { ...answer, values: { matter: more } })
        return this.advance(dc, turn, state, { added: true })
      }
      const added = !answer.replacesMatter && isMatterOnly(answer.values)
      return this.advance(dc, turn, state, { changed: true, added, problem: answer.problem })
    }
    if (word === 'no') return this.askWhatToChange(turn, state)
    const more = addedMatter(turn, this.definition)
    if (more !== null) {
      takeIn(turn, this.definition, state, { ...answer, values: { matter: more } })
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
      state.values = mergeSlots(state.values, answersIn(this.definition, answer.values, state.asked))
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
    leaveOpen(turn, this.definition, state)
    await leaveBuilding(turn, this.definition, state)
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
    await readBack(
      turn,
      this.definition,
      state,
      options.added ? 'patterns.alsoNoted' : options.changed ? `${this.id}.changed` : null,
    )
    return Dialog.EndOfTurn
  }

  private async ask(turn: Turn, state: State, how: Asking): Promise<void> {
    const missing = missingSlots(this.definition.slots, state.values)
    const { text, names, part } = askFor(turn, this.definition, { ...state, missing }, how)
    state.asked = names
    const isOfVisit = how.problem?.startsWith('time') === true
    for (const asked of [names[0], part])
      if (asked !== undefined)
        // A time that does not suit begins the question anew: it is asked once more before it is left open.
        state.pressed = { ...state.pressed, [asked]: isOfVisit ? 0 : (state.pressed?.[asked] ?? 0) + 1 }
    state.askedBefore = [...new Set([...state.askedBefore, ...names, ...(part === undefined ? [] : [part])])]
    turn.asking = true
    const options = optionsOf(turn, this.definition, state, names)
    await turn.say(options.length === 0 ? text : { type: 'menu', text, options })
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
      .map((label, index) => ({ id: tapId(state, `at_${index}`), label }))
    await turn.say(turn.unplaced.length > MOST_OPTIONS ? text : { type: 'menu', text, options })
    return Dialog.EndOfTurn
  }

  private async goBack(turn: Turn, state: State): Promise<void> {
    if (turn.holdsBack || this.askedBackIn === turn) return
    this.askedBackIn = turn
    leaveWhatWasPressed(this.definition, state)
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
  private switchTo(dc: DialogContext, turn: Turn, state: State, dialog: string): Promise<DialogTurnResult> {
    turn.trace['switched'] = `${this.id}>${dialog}`
    return dc.replaceDialog(dialog, state.values)
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
}

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
