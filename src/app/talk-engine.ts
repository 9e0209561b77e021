import path from 'node:path'
import type { Clock } from '../platform/clock'
import type { Db } from '../platform/database/db'
import type { LanguageModel } from '../platform/model/language-model'
import { projectRoot } from '../platform/project-root'
import type { Settings } from '../platform/settings'
import type { ClaimedTurn, TurnDecision } from '../queue/turn'
import { shippedGuardRules } from '../messages/guard/guard-rules'
import { createPace } from '../queue/pace'
import type { Pace } from '../queue/pace'
import { readDialogs } from '../dialogs/read-dialogs'
import type { Dialogs } from '../dialogs/read-dialogs'
import { watchDialogs } from '../dialogs/watch-dialogs'
import type { WatchedDialogs } from '../dialogs/watch-dialogs'
import type { SearchOutcome } from '../knowledge/retrieval/outcome'
import type { SearchIndex, SearchOptions } from '../knowledge/retrieval/search-index'
import { createUnderstanding, detectEmergency } from '../understanding/understand'
import { createCommunityReader } from '../conversation/community'
import { createReader } from '../conversation/create-reader'
import { createEngine } from '../conversation/think'
import type { Services } from '../conversation/turn'
import type { Skill } from '../conversation/skill'
import { isWithinHours } from '../platform/staff-hours'
import { application } from '../skills/application/application'
import { complaint } from '../skills/complaint/complaint'
import { emergency } from '../skills/emergency/emergency'
import { faq } from '../skills/faq/faq'
import { openDeferralTask } from '../skills/filing/open-deferral-task'
import { giveUp } from '../skills/handoff/give-up'
import { groupTalk } from '../skills/group-talk/group-talk'
import { handoff } from '../skills/handoff/handoff'
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
  smallTalk,
  complaint,
  repair,
  suggestion,
  application,
  praise,
  progress,
  rating,
  faq,
]

/** What a channel knows about people on duty; web talks have none and go by staff hours. */
export interface Duty {
  /** Null: this account has no servicers of its own. */
  isReceiving(channel: string, account: string): Promise<boolean | null>
  isNative(channel: string, account: string): boolean
}

export interface TalkEngine {
  think(claimed: ClaimedTurn): Promise<TurnDecision>
  giveUp(claimed: ClaimedTurn, error: unknown): TurnDecision
  pace: Pace
  services: Services
  dialogs: () => Dialogs
}

/** The dialog files, kept fresh: a saved change holds from the next turn on, one with a fault leaves the running ones. */
export function watchShippedDialogs(onFault: (fault: Error) => void): WatchedDialogs {
  return watchDialogs(dialogsFolder(), KNOWN, { onFault })
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
  dialogs?: () => Dialogs
}): TalkEngine {
  const reader = createReader(createUnderstanding())
  const dialogs = deps.dialogs ?? always(readDialogs(dialogsFolder(), KNOWN))
  const community = createCommunityReader({
    db: deps.db,
    defaults: { timeZone: deps.settings.timeZone, staffHours: deps.settings.staffHours },
  })
  // Only 微信客服 has sessions that WeCom can give to a person (design D9).
  const handoffMode = (channel: string, account: string) =>
    channel !== 'wecom-kf'
      ? 'console'
      : (deps.settings.handoffMode ?? (deps.duty.isNative(channel, account) ? 'native' : 'console'))

  const services: Services = {
    db: deps.db,
    clock: deps.clock,
    reader,
    community,
    model: deps.model?.language,
    handoffMode,
    get publicUrl() {
      return deps.publicUrl()
    },
    async isStaffed({ channel, account, at, community: where }) {
      const receiving =
        handoffMode(channel, account) === 'native' ? await deps.duty.isReceiving(channel, account) : null
      return receiving ?? isWithinHours(where.hours, at, where.timeZone)
    },
    async search(query, options) {
      const wanted = {
        community: options.communityId,
        at: options.at,
        limit: options.limit,
        history: options.history,
      }
      const found = deps.index.search(query, wanted)
      const outcome = (await deps.model?.fuse?.(query, wanted, found)) ?? found
      // Where only a value is missing, something merely similar must not be offered instead, and editors must hear of it.
      const lacksValue =
        outcome.decision !== 'answer' && deps.index.search(query, { ...wanted, unfilled: true }).decision === 'answer'
      return {
        ...outcome,
        ...(lacksValue ? { decision: 'refuse' as const, lacksValue } : {}),
        hits: outcome.hits.map((hit) => ({
          ...hit,
          answer: deps.fillAnswer(hit.answer, options.communityId) ?? hit.answer,
        })),
      }
    },
  }
  const engine = createEngine({
    clock: deps.clock,
    services,
    dialogs,
    skills: SKILLS,
    guard: shippedGuardRules,
    onDeferral: openDeferralTask,
  })
  return {
    think: (claimed) => engine.think(claimed),
    giveUp: (claimed, error) =>
      giveUp(claimed, error, {
        dialogs: dialogs(),
        now: deps.clock.now(),
        mode: handoffMode(claimed.conversation.channel, claimed.conversation.account),
      }),
    pace: createPace({
      quietMs: deps.settings.turnQuietMs,
      isEmergency: (text) => detectEmergency(text) !== null,
      isRequest: (text) => isRequest(reader.understand(text, {}).intent, text),
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
