import { Dialog, DialogTurnStatus } from 'botbuilder-dialogs/lib/dialog'
import type { DialogContext, DialogInstance, DialogReason, DialogTurnResult } from 'botbuilder-dialogs'
import type { TurnContext } from 'botbuilder-core'
import type { DialogDefinition, SlotDefinition } from '../../dialogs/definition'
import { wordingIn } from '../../dialogs/phrases'
import type { DialogEffect } from '../skill'
import type { Turn } from '../turn'
import { turnOf } from '../turn-of'
import { matterLine, matterOf } from './matter'
import { mergeSlots } from './merge-slots'
import { missingSlots } from './missing-slots'
import { readAnswer } from './read-answer'
import type { Answer } from './read-answer'
import { placeText } from './slot-values'
import type { SlotValues } from './slot-values'

/** Kept by botbuilder with the dialog on the stack. */
interface State {
  values: SlotValues
  phase: 'filling' | 'confirming'
  asked: string[]
  /** Questions in a row that got no answer. */
  misses: number
  /** Names this very talk in menu ids, so that a tap on last week's summary is seen for what it is. */
  token: string
}

/** At most this many questions in one message (C5); more reads like a form. */
const QUESTIONS_AT_ONCE = 3
/** The second miss words it differently, the third brings a person. */
const MISSES_UNTIL_PERSON = 3

/**
 * A guided talk made from a file: it looks at what is known and asks for what is missing, so order, corrections and digressions
 * are free (design D4: no waterfalls).
 */
export class SlotDialog extends Dialog<SlotValues> {
  constructor(
    private readonly definition: DialogDefinition,
    private readonly effect: DialogEffect,
  ) {
    super(definition.dialog)
  }

  override async beginDialog(dc: DialogContext, known: SlotValues = {}): Promise<DialogTurnResult> {
    const turn = turnOf(dc.context)
    const said = { ...readAnswer(turn, this.definition.slots, []).values, ...firstMatter(turn) }
    const state: State = {
      values: mergeSlots(known, said),
      phase: 'filling',
      asked: [],
      misses: 0,
      token: turn.facts.messages[0]?.exchangeId.slice(-6) ?? 'x',
    }
    dc.activeDialog!.state = state
    return this.advance(dc, turn, state)
  }

  override async continueDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const turn = turnOf(dc.context)
    const state = dc.activeDialog!.state as State
    const tap = this.tapOf(turn, state)
    if (tap === 'cancel' || (tap === null && turn.understanding.intent === 'cancel')) return this.cancel(dc, turn)
    if (tap === 'confirm') return this.finish(dc, turn, state)
    if (tap === 'change') return this.askWhatToChange(turn, state)

    const answer = readAnswer(turn, this.definition.slots, state.asked)
    return state.phase === 'confirming'
      ? this.hearConfirmation(dc, turn, state, answer)
      : this.hearAnswer(dc, turn, state, answer)
  }

  /** A digression or another dialog has ended: back to our own question. */
  override async resumeDialog(dc: DialogContext, _reason: DialogReason): Promise<DialogTurnResult> {
    const turn = turnOf(dc.context)
    await this.goBack(turn, dc.activeDialog!.state as State)
    return Dialog.EndOfTurn
  }

  override repromptDialog(context: TurnContext, instance: DialogInstance): Promise<void> {
    return this.goBack(turnOf(context), instance.state as State)
  }

  private async hearAnswer(dc: DialogContext, turn: Turn, state: State, answer: Answer): Promise<DialogTurnResult> {
    const isNews = hasNews(answer.values)
    if (isNews) {
      state.values = mergeSlots(state.values, this.withMatter(state, answer.values))
      state.misses = 0
      return this.advance(dc, turn, state)
    }
    if (answer.declined && this.skipAsked(state)) {
      state.misses = 0
      return this.advance(dc, turn, state)
    }
    if (!answer.phoneTooShort && (await turn.digress())) {
      await this.goBack(turn, state)
      return Dialog.EndOfTurn
    }
    state.misses++
    if (state.misses >= MISSES_UNTIL_PERSON) {
      // What is known goes along with the handoff; the person need not ask again (C8).
      turn.trace['given-up'] = { dialog: this.id, values: state.values }
      await turn.callPerson('stuck', [turn.text])
      return dc.endDialog()
    }
    if (state.misses === MISSES_UNTIL_PERSON - 1 && this.skipAsked(state)) return this.advance(dc, turn, state)
    await this.ask(turn, state, 'reask')
    return Dialog.EndOfTurn
  }

  private async hearConfirmation(
    dc: DialogContext,
    turn: Turn,
    state: State,
    answer: Answer,
  ): Promise<DialogTurnResult> {
    if (hasNews(answer.values)) {
      state.values = mergeSlots(state.values, this.withMatter(state, answer.values))
      return this.advance(dc, turn, state, { changed: true })
    }
    const word = turn.services.reader.yesNo(turn.text)
    if (word === 'yes') return this.finish(dc, turn, state)
    if (word === 'no') return this.askWhatToChange(turn, state)
    if (await turn.digress()) {
      await turn.phrase('patterns.pleaseConfirm')
      turn.asking = true
      return Dialog.EndOfTurn
    }
    state.misses++
    if (state.misses >= MISSES_UNTIL_PERSON) {
      turn.trace['given-up'] = { dialog: this.id, values: state.values }
      await turn.callPerson('stuck', [turn.text])
      return dc.endDialog()
    }
    turn.asking = true
    await turn.phrase('patterns.pleaseConfirm')
    return Dialog.EndOfTurn
  }

  private async advance(
    dc: DialogContext,
    turn: Turn,
    state: State,
    options: { changed?: boolean } = {},
  ): Promise<DialogTurnResult> {
    if (missingSlots(this.definition.slots, state.values).length > 0) {
      await this.ask(turn, state, 'ask')
      return Dialog.EndOfTurn
    }
    if (!this.definition.confirm) return this.finish(dc, turn, state)
    state.phase = 'confirming'
    state.asked = []
    await this.readBack(turn, state, options.changed === true)
    return Dialog.EndOfTurn
  }

  private async ask(turn: Turn, state: State, how: 'ask' | 'reask'): Promise<void> {
    const missing = missingSlots(this.definition.slots, state.values)
    const slots = how === 'ask' ? askedTogether(missing) : missing.slice(0, 1)
    state.asked = slots.map((slot) => slot.name)
    turn.asking = true
    const { language } = turn.phrases
    const questions = slots.map((slot) => wordingIn((how === 'reask' ? slot.reask : undefined) ?? slot.ask!, language))
    const head =
      state.values.matter !== undefined && this.has('urgentAdvice') && turn.trace['urgent']
        ? [turn.phrases.say(`${this.id}.urgentAdvice`)]
        : []
    const body =
      questions.length === 1
        ? questions
        : [turn.phrases.say('patterns.several'), ...questions.map((question, index) => `${index + 1}. ${question}`)]
    await turn.say([...head, ...body].join('\n'))
  }

  private async readBack(turn: Turn, state: State, changed: boolean): Promise<void> {
    const head = changed && this.has('changed') ? `${turn.phrases.say(`${this.id}.changed`)}\n` : ''
    turn.asking = true
    await turn.say({
      type: 'menu',
      text: head + turn.phrases.say(`${this.id}.summary`, summaryValues(turn, state.values)),
      options: [
        { id: `dlg_${state.token}_confirm`, label: turn.phrases.say('patterns.buttonConfirm') },
        { id: `dlg_${state.token}_change`, label: turn.phrases.say('patterns.buttonChange') },
        { id: `dlg_${state.token}_cancel`, label: turn.phrases.say('patterns.buttonCancel') },
      ],
    })
  }

  private async goBack(turn: Turn, state: State): Promise<void> {
    if (state.phase === 'confirming') {
      turn.asking = true
      await turn.phrase('patterns.pleaseConfirm')
      return
    }
    await this.ask(turn, state, 'ask')
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
    await this.effect(turn, state.values)
    return dc.endDialog()
  }

  private async cancel(dc: DialogContext, turn: Turn): Promise<DialogTurnResult> {
    await turn.phrase(`${this.id}.cancelled`)
    return dc.endDialog()
  }

  /** The matter grows by what is added, and a corrected place is corrected in it too. */
  private withMatter(state: State, said: SlotValues): SlotValues {
    const known = state.values
    let matter = known.matter
    if (matter !== undefined && said.spot && known.spot && said.spot.place !== known.spot.place)
      matter = matter.replace(known.spot.place, said.spot.place)
    if (said.matter === undefined) return { ...said, ...(matter === undefined ? {} : { matter }) }
    if (
      known.matter === undefined ||
      state.asked.some((name) => this.definition.slots.find((slot) => slot.name === name)?.kind === 'text')
    )
      return said
    return { ...said, matter: `${known.matter}；${said.matter}` }
  }

  private skipAsked(state: State): boolean {
    const skippable = this.definition.slots.filter((slot) => state.asked.includes(slot.name) && slot.skippable)
    if (skippable.length === 0) return false
    state.values = mergeSlots(state.values, { skipped: skippable.map((slot) => slot.name) })
    return true
  }

  private tapOf(turn: Turn, state: State): 'confirm' | 'change' | 'cancel' | null {
    const match = /^dlg_([^_]+)_(confirm|change|cancel)$/.exec(turn.facts.menuId ?? '')
    return match && match[1] === state.token ? (match[2] as 'confirm' | 'change' | 'cancel') : null
  }

  private has(word: string): boolean {
    return this.definition.words[word] !== undefined
  }
}

/** Whether a talk is still open after a step. */
export function isOpen(result: DialogTurnResult): boolean {
  return result.status === DialogTurnStatus.waiting
}

function hasNews(values: SlotValues): boolean {
  return Object.values(values).some((value) => value !== undefined)
}

function askedTogether(missing: readonly SlotDefinition[]): SlotDefinition[] {
  const [first, ...rest] = missing
  if (!first) return []
  const others = rest.findIndex((slot) => !slot.together)
  return [first, ...rest.slice(0, others < 0 ? rest.length : others)].slice(0, QUESTIONS_AT_ONCE)
}

function summaryValues(turn: Turn, values: SlotValues): Record<string, string> {
  const { phrases } = turn
  const photos = values.photos?.length ?? 0
  return {
    matter: matterLine(values.matter ?? ''),
    place: placeText(values),
    appointment: values.appointment
      ? values.appointment.from === null
        ? phrases.say('patterns.anyTime')
        : values.appointment.text
      : '',
    phone: values.phone ?? (values.skipped?.includes('phone') ? phrases.say('patterns.notGiven') : ''),
    name: values.name ?? '',
    photos: photos > 0 ? phrases.say('patterns.photoCount', { count: String(photos) }) : '',
  }
}

/** The words that began the talk are the matter when they say anything beyond 「我要报修」. */
function firstMatter(turn: Turn): SlotValues {
  const matter = turn.facts.menuId === null ? matterOf(turn.text) : null
  return matter === null ? {} : { matter }
}
