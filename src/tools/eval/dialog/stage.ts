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
import { parseCommunityFile } from '../../../records/community/community-file'
import { seedCommunity } from '../../../records/community/seed-community'
import { createSearchIndex } from '../../../knowledge/retrieval/search-index'
import { fillPlaceholders, findPlaceholders } from '../../../knowledge/placeholders'
import { readArticlesIn } from '../../../knowledge/read-knowledge-dir'
import { readThesaurus } from '../../../knowledge/thesaurus'
import { caseNews } from '../../../tasks/case-news'
import { createTalkEngine } from '../../../app/talk-engine'

/** Saturday morning, within the sample community's staff hours. */
export const MORNING = '2026-11-21T10:00:00+08:00'

/** What the bot says, as the web chat shows it. */
export type Reply = OutboundContent

/** The whole talking half on a real database, web channel, time standing still unless moved. */
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

const HOURS = '08:30-18:00'
const ZONE = 'Asia/Shanghai'
/** Long enough that no two turns of a test are one burst. */
const PAUSE_MS = 10_000

export async function openStage(db: Db, options: { at?: string } = {}): Promise<Stage> {
  const clock = new ManualClock(options.at ?? MORNING)
  const sample = path.join(projectRoot(), 'knowledge', 'sample-community.yml')
  const file = parseCommunityFile(readFileSync(sample, 'utf8'))
  const communityId = await db.tx((tx) => seedCommunity(tx, file, { sample: true, at: clock.now() }))
  const engine = createTalkEngine({
    db,
    clock,
    settings: { timeZone: ZONE, staffHours: parseStaffHours(HOURS), turnQuietMs: 0, handoffMode: undefined },
    index: shippedIndex(),
    fillAnswer: (answer) => fillPlaceholders(answer, file.settings).text,
    duty: { isReceiving: () => Promise.resolve(null), isNative: () => false },
    publicUrl: () => 'http://localhost',
  })
  const errors: unknown[] = []
  const onError = (error: unknown) => errors.push(error)
  const waker = { onWake: () => () => {} }
  const channel = { shape: (content: Reply) => [content], delivers: false }
  const inbox = createInbox({ db, clock, pace: engine.pace })
  const worker = startWorker({
    db,
    clock,
    waker,
    concurrency: 1,
    byHand: true,
    think: (claimed) => engine.think(claimed),
    giveUp: (claimed, error) => engine.giveUp(claimed, error),
    channelOf: () => channel,
    onError,
  })
  const told: Reply[] = []
  const schedule = startSchedule({
    db,
    clock,
    waker,
    byHand: true,
    handlers: caseNews({
      dialogs: engine.dialogs,
      zone: ZONE,
      speak: async (tx, words) => {
        told.push(words.content)
        return saySomething(tx, { ...words, author: 'bot', channel })
      },
    }),
    onError,
  })
  let count = 0

  return {
    db,
    clock,
    async send(contents, { user = 'u1' } = {}) {
      const messages = contents.map((content) => ({
        author: 'owner' as const,
        direction: 'in' as const,
        turn: true,
        communityId,
        message: {
          id: `m${++count}`,
          channel: 'web' as const,
          account: 'web',
          user,
          sourceId: `m${count}`,
          at: clock.now(),
          content: typeof content === 'string' ? { kind: 'text' as const, text: content } : content,
        },
      }))
      await inbox.accept(messages)
      clock.advance(1)
      await worker.drain()
      clock.advance(PAUSE_MS)
      if (errors.length > 0) throw errors.shift()
      const rows = await db.query<{ replies: Reply[] }>(
        'stage-replies',
        'select t.replies from inbox i join turn t on t.id = i.turn_id where i.id = $1',
        [`web:web:m${count}`],
      )
      return rows[0]?.replies ?? []
    },
    async runJobs() {
      told.length = 0
      await schedule.drain()
      if (errors.length > 0) throw errors.shift()
      return [...told]
    },
    newestMessage: () => `m${count}`,
    conversationId: (user = 'u1') => conversationIdOf({ channel: 'web', account: 'web', user }),
  }
}

let index: ReturnType<typeof createSearchIndex> | undefined

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
