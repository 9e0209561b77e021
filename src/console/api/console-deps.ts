import type { Clock } from '../../platform/clock'
import type { Db } from '../../platform/database/db'
import type { Finding } from '../../platform/health/finding'
import type { Files } from '../../platform/files/files'
import type { Log } from '../../platform/log'
import type { Metrics } from '../../platform/metrics'
import type { Settings } from '../../platform/settings'
import type { Signals } from '../../platform/signals/signals'
import type { OutboundContent } from '../../messages/outbound'
import type { WebChat } from '../../channels/web-chat/web-chat'
import type { Understanding, UnderstandOptions } from '../../understanding/understanding'
import type { Wording } from '../../dialogs/definition'
import type { Access } from './access/prepare-access'
import type { ContactDesk } from './contact-ways/make-contact-way'
import type { WecomSignIn } from './access/wecom-sign-in'
import type { EraseElsewhere } from '../../records/person/erase-person'
import type { PlaceholderSetting } from '../../knowledge/articles/community-values'
import type { OverlayDesk } from './words/overlay-desk'
import type { ArticleStore } from '../../knowledge/articles/article-store'
import type { KnowledgeCare } from './knowledge/knowledge-care'
import type { KnowledgeDesk } from './knowledge/knowledge-desk'

/** All the console and the REST API are built from; `app.ts` fills it. */
export interface ConsoleDeps {
  db: Db
  clock: Clock
  log: Log
  metrics: Metrics
  /** `EXCHANGE_TOPIC` says which talk changed; acts of staff publish it too. */
  signals: Signals
  settings: Pick<Settings, 'webChat' | 'publicUrl' | 'timeZone'> & Partial<Pick<Settings, 'staffHours'>>
  /** What `prepareAccess` found or made: the API token's hash, the guests' signing key. */
  access: Access
  files: Files
  webChat: Pick<WebChat, 'send' | 'conversationOf'>
  understand: (text: string, options: UnderstandOptions) => Understanding | Promise<Understanding>
  /** The same search as in the chat; `communityId` null: the general articles only. */
  search: (query: string, options: { communityId: string | null; at: Date; limit: number }) => Promise<Found>
  articles: ArticleStore
  /** The dialogs' words as they are now; absent: the phrases that ship (tests). */
  words?: () => ReadonlyMap<string, Wording>
  /** What looking after the knowledge needs; absent: no synonyms, no values, documents read by the built thread. */
  care?: KnowledgeCare
  /** Drafts, reviews and the golden questions. */
  knowledgeDesk: KnowledgeDesk
  /** Brings a WeCom session to a servicer, for a handoff in native mode. */
  moveSession: (move: { handoffId: string; to: string }) => Promise<'ok' | 'not_receiving' | 'unavailable'>
  /** Absent: nobody can sign in with WeCom. */
  wecomSignIn?: WecomSignIn
  /** Links to 微信客服 for QR codes; absent where WeCom is not configured. */
  contactDesk?: ContactDesk
  /** How a channel cuts words, and whether it delivers them itself (the web chat's are read from the log). */
  channelOf: (channel: string) => ChannelForm
  /** The company's own words over the shipped files; absent in tests that need none. */
  overlay?: OverlayDesk
  /** Values that a community fills in; none in tests that need none. */
  placeholders?: readonly PlaceholderSetting[]
  /** Called after a commit that queued something to send. */
  wakeSender: () => void
  /** What the channels keep about a person who is erased. */
  forgetAtDoors: EraseElsewhere
  /** The check-up of the set-up page; looks again at most every few seconds. */
  examine: () => Promise<{ at: Date; findings: Finding[] }>
  /** Asked for every `GET /readyz`; `database` and `queue` decide, the others are only reported. */
  readiness: () => Promise<Readiness>
  /** The folder with index.html, chat.html and assets; absent: the API alone (tests). */
  webFolder?: string
  /** Shown in openapi.json. */
  version: string
}

export interface ChannelForm {
  shape: (content: OutboundContent) => OutboundContent[]
  delivers: boolean
}

/** One hit a line, best first; `answered`: the bot would answer with the first. */
export interface Found {
  answered: boolean
  hits: { id: string; key: string; question: string; answer: string; score: number }[]
}

export interface ReadinessPart {
  ok: boolean
  /** A few words for people; never a secret or an address with a password. */
  note?: string
}

export interface Readiness {
  database: ReadinessPart
  queue: ReadinessPart
  redis?: ReadinessPart
  wecom?: ReadinessPart
  model?: ReadinessPart
}
