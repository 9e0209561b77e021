import type { TurnContext } from 'botbuilder-core'
import type { DialogContext } from 'botbuilder-dialogs'
import type { StaffHours } from '../platform/staff-hours'
import type { Clock } from '../platform/clock'
import type { Queryable } from '../platform/database/db'
import type { LanguageModel } from '../platform/model/language-model'
import type { InboundMessage } from '../messages/inbound'
import type { OutboundContent } from '../messages/outbound'
import type { ClaimedTurn, Effect, Errand, Say } from '../queue/turn'
import type { OutsideBody } from '../records/community/community-settings'
import type { SearchOutcome } from '../knowledge/retrieval/outcome'
import type { DialogDefinition } from '../dialogs/definition'
import type { Dialogs } from '../dialogs/read-dialogs'
import type { Phrases } from '../dialogs/phrases'
import type { HandoffDecision, HandoffPolicy } from '../understanding/mood/handoff-policy'
import type { HandoffReason, Intent, Understanding } from '../understanding/understanding'
import { handoffEvent } from './handoff-event'
import type { Memory } from './memory'
import type { TurnModel } from './model/turn-model'
import type { Reader } from './reader'
import type { Photo, SlotValues } from './slots/slot-values'
import { errandActivity, sayActivity } from './turn-adapter'

export interface Community {
  id: string
  name: string
  sample: boolean
  timeZone: string
  /** When people take handoffs; due times that only an office can keep run within them. */
  hours: StaffHours
  /** As people read it: 「周一至周五 8:30-18:00」 */
  hoursText: string
  /** The state's calendar with 调休, and the community's own days over it. */
  isWorkday?: (day: string) => boolean
  settings: Record<string, string>
  /** Whom it gives for what is not the company's, by the keys of `outside.yml` (domain.md B11). */
  outsideBodies: readonly OutsideBody[]
}

/** What the engine reads from elsewhere while it thinks; nothing here writes. */
export interface Services {
  db: Queryable
  clock: Clock
  reader: Reader
  /** When the talk as a whole calls for a person (design D7). */
  handoffPolicy: HandoffPolicy
  search(
    query: string,
    options: { communityId: string | null; at: Date; history: string[]; limit?: number; about?: string },
  ): Promise<SearchOutcome>
  community(id: string | null): Promise<Community>
  /** Whether a person could take this talk now: a receiving servicer with WeCom, else staff hours (design D9). */
  isStaffed(turn: { channel: string; account: string; at: Date; community: Community }): Promise<boolean>
  handoffMode(channel: string, account: string): Promise<'native' | 'console'>
  /** Absent: no model is configured, and everything is as if there were none. */
  model?: LanguageModel
  /** Where staff open the console; for notices. */
  publicUrl: string
}

export interface Facts {
  at: Date
  /** The owner's messages of this turn, recalled ones left out. */
  messages: { exchangeId: string; message: InboundMessage }[]
  text: string
  understanding: Understanding
  photos: Photo[]
  menuId: string | null
  /** Messages of earlier turns in which this was said, where the owner was asked what they meant. */
  toldBefore?: string[]
  /** Happenings of the channel: a person took or ended the talk, the owner opened the chat, took a message back. */
  events: { exchangeId: string; message: InboundMessage }[]
}

export interface SayOptions {
  sources?: Say['sources']
  way?: Say['way']
  code?: string
  evenWhenServed?: boolean
  useReserve?: boolean
}

/** One turn of one talk: what is known, and the only ways to answer. Skills get it and nothing else. */
export class Turn {
  readonly effects: Effect[] = []
  readonly trace: Record<string, unknown> = {}
  /** Set by whoever asks something: short answers then come at once. */
  asking = false
  /** The case this turn files or speaks of; a handoff that follows is about it. Its id exists once the effects have run. */
  readonly caseRef: { id: string | null } = { id: null }
  /** A person has been called in this turn; `personComes` when one is on duty to come. */
  handedOver = false
  personComes = false
  /** What the handover table says of this turn and the mood line after it; null: the bot goes on. */
  decision: HandoffDecision | null = null
  /** Cases filed in this turn, in order, with the staff they are about; ids exist once the effects have run. */
  readonly filed: { kind: string; id: string | null; number: string; about: readonly string[] }[] = []
  /** Something else is asked or answered in this turn: a skill keeps its own extra question back (B16: one thing at a time). */
  hasMore = false
  /** The guided talk that is open hears its own part of the message yet; until then it asks nothing again. */
  holdsBack = false
  /** A person is about to be called: the open talk keeps what was said, files it if it is whole, and asks nothing. */
  isClosing = false
  /** A talk that was set aside hears an answer while a person is on their way; it asks nothing. */
  isAside = false
  /** No person is wanted; the text of the turn is what stands beside that, or all of it where nothing does. */
  declinesPerson = false
  /** The dialog the owner asked for by the words of its file. */
  named: DialogDefinition | null = null
  /** What was said of it before, where these words only want it done. */
  namedBy: string | null = null
  /** The model, as this turn has it; null without one. What it pointed at in the words fills slots that are still empty. */
  model: TurnModel | null = null
  hints: SlotValues = {}
  /** Names that are known to be personal, hidden before any model. */
  names: string[] = []
  /** What was worded by the dialogs or approved as an article: the guard lets it stand (C1). */
  readonly approved: string[] = []
  /** Communities to choose from while it is not known where the owner lives (conversation/place-talk.ts). */
  unplaced: string[] = []
  /** The owner has just named their community. */
  isPlaced = false
  /** What to do until somebody comes; said with the next question. */
  advice: string | null = null
  /** What a guided talk that is taken up again has asked already: it asks more briefly. */
  askedBefore: string[] = []
  private farewell: SayOptions = {}
  private dialogContext: DialogContext | null = null

  constructor(
    public claimed: ClaimedTurn,
    readonly context: TurnContext,
    readonly services: Services,
    readonly dialogs: Dialogs,
    readonly phrases: Phrases,
    readonly memory: Memory,
    readonly community: Community,
    private heard: Facts,
  ) {}

  /** What this turn is about; while a part of a message is dealt with, that part. */
  get facts(): Facts {
    return this.heard
  }

  get at(): Date {
    return this.facts.at
  }
  /** The real time, by which timers run; `at` is the talk's own (contract §4). */
  get now(): Date {
    return this.services.clock.now()
  }
  get text(): string {
    return this.facts.text
  }
  get understanding(): Understanding {
    return this.facts.understanding
  }
  get db(): Queryable {
    return this.services.db
  }
  get exchangeIds(): string[] {
    return [...(this.facts.toldBefore ?? []), ...this.facts.messages.map((entry) => entry.exchangeId)]
  }

  async say(content: string | OutboundContent, options: SayOptions = {}): Promise<void> {
    const words: OutboundContent = typeof content === 'string' ? { type: 'text', text: content } : content
    await this.context.sendActivity(sayActivity({ content: words, ...this.farewell, ...options }))
  }

  /** Says the wording of a situation. */
  async phrase(
    key: string,
    values: Record<string, string | null | undefined> = {},
    options: SayOptions = {},
  ): Promise<void> {
    await this.say(this.phrases.say(key, values), options)
  }

  async errand(errand: Errand): Promise<void> {
    await this.context.sendActivity(errandActivity(errand))
  }

  /** A write that commits with the turn. */
  effect(effect: Effect): void {
    this.effects.push(effect)
  }

  /** Calls a person in: botbuilder's handoff event; the skill `handoff` says and does the rest. */
  async callPerson(
    reason: HandoffReason,
    evidence: string[],
    options: { caseId?: string; quiet?: boolean } = {},
  ): Promise<void> {
    await this.context.sendActivity(handoffEvent(this.claimed.conversation.id, { reason, evidence }))
    this.handedOver = true
    await this.handOver(reason, evidence, options)
  }

  /** Set by the engine: what opening a handoff means (skills/handoff). */
  handOver: (
    reason: HandoffReason,
    evidence: string[],
    options: { caseId?: string; quiet?: boolean },
  ) => Promise<void> = () => Promise.reject(new Error('no skill takes handoffs'))

  /** Set by the engine: lets a skill answer something else inside a guided talk; false when nothing fits. */
  digress: () => Promise<boolean> = () => Promise.resolve(false)

  /** Set by the engine: deals with what was said before as the intent the owner has named since. */
  takeAs: (intent: Intent, said: { text: string; toldBefore: string[] }) => Promise<void> = () =>
    Promise.reject(new Error('only the engine knows the skills'))

  /** Deals with a part of the message as if it were all that was said. */
  async hearPart(
    part: Partial<Facts> & Pick<Facts, 'text' | 'understanding'>,
    work: () => Promise<void>,
  ): Promise<void> {
    const whole = this.heard
    this.heard = { ...whole, ...part }
    try {
      await work()
    } finally {
      this.heard = whole
    }
  }

  /** Starts a guided talk with what is already known; one that is open already asks its question again. */
  async begin(dialog: string, values: SlotValues): Promise<void> {
    if (!this.dialogContext) throw new Error('a dialog can only begin inside a turn')
    if (this.dialogContext.activeDialog?.id === dialog) await this.dialogContext.repromptDialog()
    else await this.dialogContext.beginDialog(dialog, values)
  }

  /** The guided talk that is open, by name. */
  get openDialog(): string | null {
    return this.dialogContext?.activeDialog?.id ?? null
  }

  /** What an open guided talk knows by now. */
  get draft(): SlotValues | null {
    const state = this.dialogContext?.activeDialog?.state as { values?: SlotValues } | undefined
    return state?.values ?? null
  }

  private get askedInDraft(): string[] {
    const state = this.dialogContext?.activeDialog?.state as { askedBefore?: string[] } | undefined
    return state?.askedBefore ?? []
  }

  /** Photos sent before anything was said about them; they are handed out once. */
  takeWaitingPhotos(): Photo[] {
    const { waitingPhotos } = this.memory
    this.memory.waitingPhotos = null
    if (!waitingPhotos || this.at.getTime() - new Date(waitingPhotos.at).getTime() > PHOTOS_WAIT_MS) return []
    return waitingPhotos.photos
  }

  /** Address, phone and name said before the matter; handed out once. */
  takeWaitingFacts(): SlotValues {
    const { waitingFacts } = this.memory
    this.memory.waitingFacts = null
    if (!waitingFacts || this.at.getTime() - new Date(waitingFacts.at).getTime() > PHOTOS_WAIT_MS) return {}
    return waitingFacts.values
  }

  keepFacts({ home, phone, name }: SlotValues): void {
    const { values: known, toldIn = [] } = this.memory.waitingFacts ?? {}
    this.memory.waitingFacts = {
      values: {
        ...known,
        ...(home ? { home: { ...known?.home, ...home } } : {}),
        ...(phone ? { phone } : {}),
        ...(name ? { name } : {}),
      },
      at: this.at.toISOString(),
      toldIn: [...toldIn, ...this.exchangeIds],
    }
  }

  /** A person comes: the open talk is over, but kept for an owner who changes their mind. */
  async setAside(): Promise<void> {
    const dialog = this.dialogContext?.activeDialog?.id
    const { draft } = this
    if (dialog !== undefined && draft !== null)
      this.memory.setAside = { dialog, values: { ...draft }, askedBefore: this.askedInDraft, at: this.at.toISOString() }
    await this.dropDraft()
  }

  /** A talk that was set aside is still young enough to go on with. */
  canTakeUpAgain(): boolean {
    const { setAside } = this.memory
    return setAside !== null && this.at.getTime() - new Date(setAside.at).getTime() <= SET_ASIDE_MS
  }

  /**
   * 「不用人工了」: the talk that was set aside goes on with what it is missing. Where its question follows a farewell, it goes the
   * farewell's way: in an ended session no other words arrive. It `hears` what was said beside that as an answer.
   */
  async takeUpAgain(farewell: SayOptions, { hears = false } = {}): Promise<void> {
    const { setAside } = this.memory
    const isFresh = this.canTakeUpAgain()
    this.memory.setAside = null
    if (setAside === null || !isFresh) return
    const { understanding } = this.heard
    this.askedBefore = setAside.askedBefore
    const said = hears
      ? this.heard
      : { text: '', photos: [], understanding: { ...understanding, intent: 'other' as const } }
    await this.sayAs(farewell, () =>
      this.hearPart(said, () => this.begin(setAside.dialog, setAside.values as SlotValues)),
    )
  }

  /** Whatever the work says goes this way. */
  async sayAs(way: SayOptions, work: () => Promise<void>): Promise<void> {
    const before = this.farewell
    this.farewell = way
    try {
      await work()
    } finally {
      this.farewell = before
    }
  }

  /** The person who was on their way is called off within this turn: what is said from here on is said with nobody coming. */
  calledOff(): void {
    this.claimed = { ...this.claimed, handoff: null }
  }

  /**
   * While a person is on their way an answer still goes into the talk that was set aside, and files it when nothing is missing; null
   * where the words are none for it.
   */
  async answerAside(): Promise<'filed' | 'kept' | null> {
    const { setAside } = this.memory
    if (setAside === null || !this.canTakeUpAgain()) return null
    this.askedBefore = setAside.askedBefore
    this.isAside = true
    await this.begin(setAside.dialog, setAside.values as SlotValues)
    this.isAside = false
    if (this.draft !== null) await this.setAside()
    else this.memory.setAside = null
    if (this.trace['answered'] === undefined) {
      // What was no answer leaves it as it was: neither younger nor with these words among what it was told in.
      this.memory.setAside = setAside
      return null
    }
    return this.memory.setAside === null ? 'filed' : 'kept'
  }

  /** The guided talk that is open is over, without a word. */
  async dropDraft(): Promise<void> {
    await this.dialogContext?.cancelAllDialogs()
  }

  /** The message that began the open guided talk, by the end of its exchange id. */
  get draftBeganWith(): string | null {
    const state = this.dialogContext?.activeDialog?.state as { token?: string } | undefined
    return state?.token ?? null
  }

  keepPhotos(): void {
    const before = this.memory.waitingPhotos?.photos ?? []
    const photos = [...before, ...this.facts.photos].slice(-MOST_PHOTOS)
    this.memory.waitingPhotos = { photos, at: this.at.toISOString() }
  }

  useDialogs(context: DialogContext): void {
    this.dialogContext = context
  }
}

const SET_ASIDE_MS = 24 * 3600_000
/** A photo or an address and the words for it belong together within this time. */
const PHOTOS_WAIT_MS = 15 * 60_000
/** Of more the newest are kept for the matter; the log has them all. */
const MOST_PHOTOS = 100
