import { Dialog } from 'botbuilder-dialogs/lib/dialog'
import type { DialogContext, DialogInstance, DialogReason, DialogTurnResult } from 'botbuilder-dialogs'
import type { TurnContext } from 'botbuilder-core'
import type { DialogDefinition } from '../../dialogs/definition'
import type { DialogEffect } from '../skill'
import type { Turn } from '../turn'
import { takesBack } from '../commands'
import { turnOf } from '../turn-of'
import { withHints } from '../model/with-hints'
import { clausesOf } from './clauses'
import { matterIn, matterOf } from './matter'
import { mergeSlots } from './merge-slots'
import { missingSlots } from './missing-slots'
import { askFor } from './ask-for'
import type { Asking } from './ask-for'
import { readAnswer } from './read-answer'
import type { Answer, Asked } from './read-answer'
import type { SlotValues } from './slot-values'
import { summaryValues } from './summary-values'

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
}

/** The second miss words it differently, the third brings a person. */
const MISSES_UNTIL_PERSON = 3

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
    const answer = this.read(turn, { names: [], atAnyHour: known.urgent })
    const state: State = {
      values: mergeSlots(mergeSlots(known, this.waitingFacts(turn)), {
        ...answer.values,
        ...this.firstMatter(turn, known),
        ...this.waitingPhotos(turn),
        toldIn: turn.exchangeIds,
      }),
      phase: 'filling',
      asked: [],
      askedBefore: [],
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
    const tap = this.tapOf(turn, state)
    if (tap === 'stale') {
      await turn.phrase('patterns.laterMenu')
      return Dialog.EndOfTurn
    }
    if (tap === 'confirm') return this.finish(dc, turn, state)
    if (tap === 'change') return this.askWhatToChange(turn, state)
    const instead = this.insteadOf(turn)
    if (instead) return this.switchTo(dc, turn, state, instead)
    const answer = this.read(turn, { names: state.asked, atAnyHour: state.values.urgent })
    const drops = turn.understanding.intent === 'cancel' && answer.declined.length === 0
    // Whoever answers goes on, whatever so few words look like.
    if (tap === 'cancel' || (drops && (!answer.fits || takesBack(turn.text)))) return this.cancel(dc, turn)
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

  private read(turn: Turn, asked: Asked): Answer {
    const { slots } = this.definition
    return withHints(readAnswer(turn, slots, asked), slots, turn.hints, turn.community.timeZone)
  }

  private async hearAnswer(dc: DialogContext, turn: Turn, state: State, answer: Answer): Promise<DialogTurnResult> {
    if (await this.digressed(turn, state, answer)) return Dialog.EndOfTurn
    if (hasNews(answer.values) || answer.declined.length > 0 || answer.problem !== null || answer.urgent) {
      this.takeIn(turn, state, answer)
      state.misses = answer.problem === null ? 0 : state.misses
      return this.advance(dc, turn, state, { problem: answer.problem, photosOnly: isPhotosOnly(answer.values) })
    }
    state.misses++
    if (state.misses >= MISSES_UNTIL_PERSON) return this.giveUp(dc, turn)
    if (state.misses === MISSES_UNTIL_PERSON - 1 && this.skipAsked(state)) return this.advance(dc, turn, state)
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
    if (word === 'yes' && !hasNews(answer.values)) return this.finish(dc, turn, state)
    if (await this.digressed(turn, state, answer)) return Dialog.EndOfTurn
    if (hasNews(answer.values) || answer.declined.length > 0 || answer.problem !== null || answer.urgent) {
      this.takeIn(turn, state, answer)
      return this.advance(dc, turn, state, { changed: true, problem: answer.problem })
    }
    if (word === 'no') return this.askWhatToChange(turn, state)
    state.misses++
    if (state.misses >= MISSES_UNTIL_PERSON) return this.giveUp(dc, turn)
    turn.asking = true
    await turn.phrase('patterns.pleaseConfirm')
    return Dialog.EndOfTurn
  }

  /** Words about something else are dealt with, then the talk comes back; words that answer are an answer, whatever they look like. */
  private async digressed(turn: Turn, state: State, answer: Answer): Promise<boolean> {
    if (answer.bare || answer.declined.length > 0 || turn.text === '') return false
    const isElse = isAboutElse(turn)
    if (!isElse || (isElse === 'seems' && (answer.fits || answer.values.matter !== undefined))) return false
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
    options: { changed?: boolean; problem?: Answer['problem']; photosOnly?: boolean } = {},
  ): Promise<DialogTurnResult> {
    if (options.problem || missingSlots(this.definition.slots, state.values).length > 0) {
      state.phase = 'filling'
      await this.ask(turn, state, { problem: options.problem, photosOnly: options.photosOnly })
      return Dialog.EndOfTurn
    }
    if (!this.definition.confirm) return this.finish(dc, turn, state)
    state.phase = 'confirming'
    state.asked = []
    await this.readBack(turn, state, options.changed === true)
    return Dialog.EndOfTurn
  }

  private async ask(turn: Turn, state: State, how: Asking): Promise<void> {
    const missing = missingSlots(this.definition.slots, state.values)
    const { text, names, part } = askFor(turn, this.definition, { ...state, missing }, how)
    state.asked = names
    state.askedBefore = [...new Set([...state.askedBefore, ...names, ...(part === undefined ? [] : [part])])]
    turn.asking = true
    await turn.say(text)
  }

  private async readBack(turn: Turn, state: State, changed: boolean): Promise<void> {
    const head = changed && this.has('changed') ? `${turn.phrases.say(`${this.id}.changed`)}\n` : ''
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

  private async goBack(turn: Turn, state: State): Promise<void> {
    if (turn.holdsBack || this.askedBackIn === turn) return
    this.askedBackIn = turn
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

  private async finish(dc: DialogContext, turn: Turn, state: State): Promise<DialogTurnResult> {
    if (missingSlots(this.definition.slots, state.values).length > 0) return this.advance(dc, turn, state)
    turn.trace['filed'] = this.id
    await this.effect(turn, state.values, this.definition)
    return dc.endDialog()
  }

  private async cancel(dc: DialogContext, turn: Turn): Promise<DialogTurnResult> {
    await turn.phrase(`${this.id}.cancelled`)
    return dc.endDialog()
  }

  /** What is known goes along with the handoff; the person need not ask again (C8). */
  private async giveUp(dc: DialogContext, turn: Turn): Promise<DialogTurnResult> {
    await turn.callPerson('stuck', [turn.text])
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
    const said = { ...this.withMatter(state, answer), ...urgentOf(turn, answer) }
    state.values = mergeSlots(state.values, {
      ...said,
      ...(answer.declined.length > 0 ? { skipped: answer.declined } : {}),
    })
  }

  /** The matter grows by what is added, and a corrected place is corrected in it too. */
  private withMatter(state: State, { values: said, replacesMatter, wrong }: Answer): SlotValues {
    const known = state.values
    if (said.matter !== undefined && (replacesMatter || known.matter === undefined)) return said
    let matter = known.matter
    if (matter !== undefined && said.spot && wrong !== null && matter.includes(wrong))
      matter = matter.replace(wrong, said.spot.place)
    else if (matter !== undefined && said.spot && known.spot && said.matter === undefined)
      matter = matter.replace(known.spot.place, said.spot.place)
    if (said.matter === undefined) return { ...said, ...(matter === undefined ? {} : { matter }) }
    const wasAsked = state.asked.some(
      (name) => this.definition.slots.find((slot) => slot.name === name)?.kind === 'text',
    )
    if (wasAsked) return said
    // A second fault in another corner does not move the first one.
    const { spot: _spot, ...rest } = said
    return { ...(known.spot ? rest : said), matter: `${known.matter}；${said.matter}` }
  }

  private skipAsked(state: State): boolean {
    const skippable = this.definition.slots.filter((slot) => state.asked.includes(slot.name) && slot.skippable)
    if (skippable.length === 0) return false
    state.values = mergeSlots(state.values, { skipped: skippable.map((slot) => slot.name) })
    return true
  }

  private tapOf(turn: Turn, state: State): 'confirm' | 'change' | 'cancel' | 'stale' | null {
    const { menuId } = turn.facts
    const match = /^dlg_([^_]+)_(confirm|change|cancel)$/.exec(menuId ?? '')
    if (!match) return null
    return match[1] === state.token ? (match[2] as 'confirm' | 'change' | 'cancel') : 'stale'
  }

  /** The words that began the talk are the matter when they say anything beyond 「我要报修」. */
  private firstMatter(turn: Turn, known: SlotValues): SlotValues {
    if (turn.facts.menuId !== null || !this.definition.slots.some((slot) => slot.kind === 'text')) return {}
    const asksHome = this.definition.slots.some((slot) => slot.kind === 'home' && slot.required !== 'never')
    const { reader } = turn.services
    const clauses = clausesOf(reader, turn.text, turn.at, turn.community.timeZone)
    const matter = asksHome ? matterIn(turn.text, clauses) : matterOf(turn.text)
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

  private has(word: string): boolean {
    return this.definition.words[word] !== undefined
  }
}

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

function hasNews(values: SlotValues): boolean {
  return Object.values(values).some((value) => value !== undefined)
}

function isPhotosOnly(values: SlotValues): boolean {
  return values.photos !== undefined && Object.values(values).filter((value) => value !== undefined).length === 1
}
