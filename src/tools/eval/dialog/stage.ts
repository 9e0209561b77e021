import { readFileSync } from 'node:fs'
import path from 'node:path'
import { ManualClock } from '../../../platform/clock'
import type { Db } from '../../../platform/database/db'
import { projectRoot } from '../../../platform/project-root'
import { parseStaffHours } from '../../../platform/staff-hours'
import type { InboundContent } from '../../../messages/inbound'
import type { OutboundContent } from '../../../messages/outbound'
import { createInbox, conversationIdOf } from '../../../queue/inbox'
import { saySomething } from '../../../queue/say-later'
import { startSchedule } from '../../../queue/schedule'
import { startWorker } from '../../../queue/worker'
import type { Dialogs } from '../../../dialogs/read-dialogs'
import { parseCommunityFile } from '../../../records/community/community-file'
import { seedCommunity } from '../../../records/community/seed-community'
import { createSearchIndex } from '../../../knowledge/retrieval/search-index'
import { fillPlaceholders, findPlaceholders } from '../../../knowledge/placeholders'
import { readArticlesIn } from '../../../knowledge/read-knowledge-dir'
import { readThesaurus } from '../../../knowledge/thesaurus'
import { caseNews } from '../../../tasks/case-news'
import { createTalkEngine, dialogsWith } from '../../../app/talk-engine'

/** Saturday morning, within the sample community's staff hours. */
export const MORNING = '2026-11-21T10:00:00+08:00'

/** What the bot says, as the web chat shows it. */
export type Reply = OutboundContent

/** The whole talking half on a real database, time standing still unless moved. */
export interface Stage {
  db: Db
  clock: ManualClock
  /** Sends messages as one turn of an owner and gives back what the bot answers. */
  send(contents: (string | InboundContent)[], options?: { user?: string }): Promise<Reply[]>
  /** Does what is due; gives back what owners were told without having asked. */
  runJobs(): Promise<Reply[]>
  /** The id by which the owner's newest message can be recalled. */
  newestMessage(): string
  conversationId(user?: string): string
}

/** The same with its parts in the hand: what comes in is one thing, what is done with it another. */
export interface OpenStage extends Stage {
  communityId: string
  /** Puts messages into the inbox; the same id twice is a second delivery. */
  accept(user: string, messages: { id: string; content: string | InboundContent }[]): Promise<void>
  /** Thinks and commits whatever is due. */
  turns(): Promise<void>
}

type EngineDeps = Parameters<typeof createTalkEngine>[0]

/** How a stage may differ from the shipped one. */
export interface StageOptions extends Partial<Pick<EngineDeps, 'index' | 'model' | 'dialogs' | 'understanding'>> {
  at?: string
  /** An account of 微信客服 whose sessions WeCom gives to a person; by default the web chat. */
  native?: boolean
  /** Who takes owners in the WeCom client; null where nobody is known. */
  receiving?: () => string[] | null
  /** Nobody knows which community the owner lives in. */
  unplaced?: boolean
}

const HOURS = '08:30-18:00'
const ZONE = 'Asia/Shanghai'
/** Long enough that no two turns of a test are one burst. */
const PAUSE_MS = 10_000

export async function openStage(db: Db, options: StageOptions = {}): Promise<OpenStage> {
  const { native = false } = options
  const door = native ? { channel: 'wecom-kf' as const, account: 'kf1' } : ({ channel: 'web', account: 'web' } as const)
  const clock = new ManualClock(options.at ?? MORNING)
  const sample = path.join(projectRoot(), 'knowledge', 'sample-community.yml')
  const file = parseCommunityFile(readFileSync(sample, 'utf8'))
  const communityId = await db.tx((tx) => seedCommunity(tx, file, { sample: true, at: clock.now() }))
  const engine = createTalkEngine({
    db,
    clock,
    settings: { timeZone: ZONE, staffHours: parseStaffHours(HOURS), turnQuietMs: 0, handoffMode: undefined },
    fillAnswer: (answer) => fillPlaceholders(answer, file.settings).text,
    duty: { isReceiving: () => Promise.resolve(null), isNative: () => native },
    publicUrl: () => 'http://localhost',
    index: options.index ?? shippedIndex(),
    model: options.model,
    dialogs: options.dialogs ?? shippedDialogs,
    understanding: options.understanding,
  })
  const errors: unknown[] = []
  const onError = (error: unknown) => errors.push(error)
  const throwFirst = () => {
    if (errors.length > 0) throw errors.splice(0)[0]
  }
  const waker = { onWake: () => () => {} }
  const channel = { shape: (content: Reply) => [content], delivers: native }
  const inbox = createInbox({ db, clock, pace: engine.pace })
  const worker = startWorker({
    ...{ db, clock, waker, onError },
    concurrency: 1,
    byHand: true,
    think: (claimed) => engine.think(claimed),
    giveUp: (claimed, error) => engine.giveUp(claimed, error),
    channelOf: () => channel,
  })
  const told: Reply[] = []
  const schedule = startSchedule({
    ...{ db, clock, waker, onError },
    byHand: true,
    handlers: caseNews({
      dialogs: engine.dialogs,
      zone: ZONE,
      hours: parseStaffHours(HOURS),
      receiving: () => Promise.resolve(options.receiving?.() ?? null),
      speak: async (tx, words) => {
        told.push(words.content)
        return saySomething(tx, { ...words, author: 'bot', channel })
      },
    }),
  })
  let count = 0

  const accept: OpenStage['accept'] = async (user, messages) => {
    await inbox.accept(
      messages.map(({ id, content }) => ({
        author: 'owner',
        direction: 'in',
        turn: true,
        ...(options.unplaced ? {} : { communityId }),
        message: {
          ...{ id, ...door, user, sourceId: id, at: clock.now() },
          content: typeof content === 'string' ? { kind: 'text', text: content } : content,
        },
      })),
    )
  }
  const turns = async () => {
    clock.advance(1)
    await worker.drain()
    throwFirst()
  }
  const newestMessage = () => `m${count}`

  return {
    db,
    clock,
    communityId,
    accept,
    turns,
    async send(contents, { user = 'u1' } = {}) {
      await accept(
        user,
        contents.map((content) => ({ id: `m${++count}`, content })),
      )
      await turns()
      clock.advance(PAUSE_MS)
      const rows = await db.query<{ replies: Reply[] }>(
        'stage-replies',
        'select t.replies from inbox i join turn t on t.id = i.turn_id where i.id = $1',
        [`${door.channel}:${door.account}:${newestMessage()}`],
      )
      return rows[0]?.replies ?? []
    },
    async runJobs() {
      told.length = 0
      await schedule.drain()
      throwFirst()
      return [...told]
    },
    newestMessage,
    conversationId: (user = 'u1') => conversationIdOf({ ...door, user }),
  }
}

let dialogs: Dialogs | undefined
let index: ReturnType<typeof createSearchIndex> | undefined

/** Read once, like the articles: a stage is opened for every talk. */
function shippedDialogs(): Dialogs {
  return (dialogs ??= dialogsWith(() => null))
}

/** The starter articles, read once; the sample community has every placeholder filled. */
function shippedIndex() {
  if (index) return index
  const folder = path.join(projectRoot(), 'knowledge')
  index = createSearchIndex(readThesaurus(path.join(folder, 'thesaurus.yml')))
  for (const article of readArticlesIn(folder))
    index.put({
      ...article,
      id: article.key,
      version: 1,
      answerable: (community) => community !== null || findPlaceholders(article.answer).length === 0,
    })
  return index
}
