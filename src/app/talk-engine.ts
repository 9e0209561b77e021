import path from 'node:path'
import type { Clock } from '../platform/clock'
import type { Db } from '../platform/database/db'
import type { LanguageModel } from '../platform/model/language-model'
import { projectRoot } from '../platform/project-root'
import type { Settings } from '../platform/settings'
import type { ClaimedTurn, TurnDecision } from '../queue/turn'
import { shippedGuardRules } from '../messages/guard/guard-rules'
import type { GuardRules } from '../messages/guard/guard-rules'
import { createPace } from '../queue/pace'
import type { Pace } from '../queue/pace'
import { readDialogs } from '../dialogs/read-dialogs'
import type { Dialogs, Over } from '../dialogs/read-dialogs'
import { watchDialogs } from '../dialogs/watch-dialogs'
import type { WatchedDialogs } from '../dialogs/watch-dialogs'
import type { SearchOutcome } from '../knowledge/retrieval/outcome'
import type { SearchIndex, SearchOptions } from '../knowledge/retrieval/search-index'
import { settleOutcome } from '../knowledge/search-articles'
import { shippedSnapshot } from '../understanding/live/snapshot'
import type { Snapshot } from '../understanding/live/snapshot'
import { detectEmergency } from '../understanding/understand'
import { createCommunityReader } from '../conversation/community'
import { createReader } from '../conversation/create-reader'
import { createEngine } from '../conversation/think'
import type { Services } from '../conversation/turn'
import type { Skill } from '../conversation/skill'
import { isWithinHours } from '../platform/staff-hours'
import { application } from '../skills/application/application'
import { clarify, clarifyAnswer } from '../skills/clarify/clarify'
import { complaint } from '../skills/complaint/complaint'
import { emergency } from '../skills/emergency/emergency'
import { faq } from '../skills/faq/faq'
import { afterFiling } from '../skills/filing/after-filing'
import { openDeferralTask } from '../skills/filing/open-deferral-task'
import { giveUp } from '../skills/handoff/give-up'
import { groupTalk } from '../skills/group-talk/group-talk'
import { handoff } from '../skills/handoff/handoff'
import { meeting } from '../skills/meeting/meeting'
import { praise } from '../skills/praise/praise'
import { progress } from '../skills/progress/progress'
import { rating } from '../skills/rating/rating'
import { repair } from '../skills/repair/repair'
import { smallTalk } from '../skills/small-talk/small-talk'
import { suggestion } from '../skills/suggestion/suggestion'

/** Who speaks, in the order in which they may take a turn before its intent is looked at (conversation/skill.ts `first`). */
export const SKILLS: readonly Skill[] = [
  groupTalk,
  handoff,
  emergency,
  clarifyAnswer,
  smallTalk,
  afterFiling,
  complaint,
  repair,
  suggestion,
  meeting,
  application,
  praise,
  progress,
  rating,
  faq,
  clarify,
]

/** What a channel knows about people on duty; web talks have none and go by staff hours. */
export interface Duty {
  /** Null: this account has no servicers of its own. */
  isReceiving(channel: string, account: string): Promise<boolean | null>
  /** Whether WeCom may give its sessions to a person: the account has servicers (contract.md §2, HANDOFF_MODE). */
  isNative(channel: string, account: string): boolean | Promise<boolean>
}

export interface TalkEngine {
  think(claimed: ClaimedTurn): Promise<TurnDecision>
  giveUp(claimed: ClaimedTurn, error: unknown): Promise<TurnDecision>
  pace: Pace
  services: Services
  dialogs: (communityId?: string | null) => Dialogs
}

/** The dialog files, kept fresh: a saved change holds from the next turn on, one with a fault leaves the running ones. */
export function watchShippedDialogs(
  onFault: (fault: Error) => void,
  over?: { text: Over; state(): string },
): WatchedDialogs {
  return watchDialogs(dialogsFolder(), KNOWN, { onFault, over })
}

/** The dialogs with other words laid over them; throws with file and line. */
export function dialogsWith(over: Over): Dialogs {
  return readDialogs(dialogsFolder(), KNOWN, over)
}

const dialogsFolder = () => path.join(projectRoot(), 'dialogs')
const KNOWN = { effects: SKILLS.flatMap((skill) => Object.keys(skill.effects ?? {})) }
const always =
  <T>(value: T) =>
  () =>
    value

/** What a model may do in a talk; each part may be missing. */
export interface ModelOfTalks {
  language?: LanguageModel
  /** The search's own hits, joined with those whose meaning is near (knowledge/embeddings). */
  fuse?: (query: string, options: SearchOptions, found: SearchOutcome) => Promise<SearchOutcome>
}

/** The talking half of the product: understanding, dialogs, skills, search, as one engine. */
export function createTalkEngine(deps: {
  db: Db
  clock: Clock
  settings: Pick<Settings, 'timeZone' | 'staffHours' | 'turnQuietMs' | 'handoffMode'>
  index: SearchIndex
  /** The answer with the community's own values; null while one of them is missing. */
  fillAnswer: (answer: string, communityId: string | null) => string | null
  duty: Duty
  publicUrl: () => string
  /** Absent: no model, and everything works as it does without one. */
  model?: ModelOfTalks
  /** Asked for every turn; without it the shipped files, read once. */
  dialogs?: (communityId?: string | null) => Dialogs
  /** Asked once a turn: words, voices and handover policy; without it what ships, read once. */
  understanding?: () => Snapshot
  /** What is not said, asked for every turn; without it the rules that hold. */
  guard?: () => GuardRules
}): TalkEngine {
  const snapshot = deps.understanding ?? shippedSnapshot
  const readerNow = () => createReader(snapshot().understander, snapshot().lexicon)
  const dialogs = deps.dialogs ?? always(readDialogs(dialogsFolder(), KNOWN))
  const community = createCommunityReader({
    db: deps.db,
    defaults: { timeZone: deps.settings.timeZone, staffHours: deps.settings.staffHours },
  })
  // Only 微信客服 has sessions that WeCom can give to a person (design D9).
  const handoffMode = async (channel: string, account: string) =>
    channel !== 'wecom-kf'
      ? 'console'
      : (deps.settings.handoffMode ?? ((await deps.duty.isNative(channel, account)) ? 'native' : 'console'))

  const services: Services = {
    db: deps.db,
    clock: deps.clock,
    get reader() {
      return readerNow()
    },
    get handoffPolicy() {
      return snapshot().handoffPolicy
    },
    community,
    model: deps.model?.language,
    handoffMode,
    get publicUrl() {
      return deps.publicUrl()
    },
    async isStaffed({ channel, account, at, community: where }) {
      const receiving =
        (await handoffMode(channel, account)) === 'native' ? await deps.duty.isReceiving(channel, account) : null
      return receiving ?? isWithinHours(where.hours, at, where.timeZone)
    },
    async search(query, options) {
      const wanted = {
        community: options.communityId,
        at: options.at,
        limit: options.limit,
        history: options.history,
        about: options.about,
      }
      const found = deps.index.search(query, wanted)
      const outcome = (await deps.model?.fuse?.(query, wanted, found)) ?? found
      return settleOutcome(deps.index, query, wanted, outcome, deps.fillAnswer)
    },
  }
  const engine = createEngine({
    clock: deps.clock,
    // A copy: what `reader` and `handoffPolicy` are now, they are until the turn ends.
    services: () => ({ ...services }),
    dialogs,
    skills: SKILLS,
    guard: deps.guard ?? shippedGuardRules,
    onDeferral: openDeferralTask,
  })
  return {
    think: (claimed) => engine.think(claimed),
    giveUp: async (claimed, error) =>
      giveUp(claimed, error, {
        dialogs: dialogs(claimed.conversation.communityId),
        now: deps.clock.now(),
        mode: await handoffMode(claimed.conversation.channel, claimed.conversation.account),
      }),
    pace: createPace({
      quietMs: deps.settings.turnQuietMs,
      isEmergency: (text) => detectEmergency(text, snapshot().lexicon, snapshot().classifiers.emergency) !== null,
      isRequest: (text) => isRequest(readerNow().understand(text, {}).intent, text),
    }),
    services,
    dialogs,
  }
}

/** Words that ask for something or answer something are finished; a greeting, a name, half a sentence are not (design §2.2). */
function isRequest(intent: string, text: string): boolean {
  if (intent === 'greeting') return false
  if (intent === 'other' || intent === 'chitchat') return text.length > 12
  return true
}
