import { createSearchIndex } from '../../src/knowledge/retrieval/search-index'
import { readArticlesIn } from '../../src/knowledge/read-knowledge-dir'
import { readThesaurus } from '../../src/knowledge/thesaurus'
import { fillPlaceholders, findPlaceholders } from '../../src/knowledge/placeholders'
import { ManualClock } from '../../src/platform/clock'
import type { Db } from '../../src/platform/database/db'
import { parseStaffHours } from '../../src/platform/staff-hours'
import type { Dialogs } from '../../src/dialogs/read-dialogs'
import type { InboundContent } from '../../src/messages/inbound'
import { createInbox, conversationIdOf } from '../../src/queue/inbox'
import { startSchedule } from '../../src/queue/schedule'
import { startWorker } from '../../src/queue/worker'
import { createTalkEngine } from '../../src/app/talk-engine'
import type { ModelOfTalks } from '../../src/app/talk-engine'
import { createTestDatabase } from './database'
import { seedSample } from './sample'

/** Saturday morning, within the sample community's staff hours. */
export const MORNING = '2026-11-21T10:00:00+08:00'
export const NIGHT = '2026-11-21T03:00:00+08:00'

export interface Reply {
  type: 'text' | 'menu'
  text: string
  options?: { id: string; label: string }[]
}

export interface Talk {
  db: Db
  clock: ManualClock
  /** Says it as one owner's turn and gives back what the bot answers. */
  say(content: string | InboundContent, options?: { user?: string }): Promise<Reply[]>
  /** Several messages of one turn. */
  burst(contents: (string | InboundContent)[], options?: { user?: string }): Promise<Reply[]>
  /** Taps the newest option with this label. */
  tap(label: string, options?: { user?: string }): Promise<Reply[]>
  photo(): InboundContent
  lastReplies(user?: string): Reply[]
  runJobs(): Promise<number>
  conversationId(user?: string): string
  errors: unknown[]
  close(): Promise<void>
}

/** The whole talking half on a real database, web channel, time standing still unless moved. */
export async function startTalk(
  options: { at?: string; dialogs?: () => Dialogs; model?: ModelOfTalks } = {},
): Promise<Talk> {
  const { db, close } = await createTestDatabase()
  const clock = new ManualClock(options.at ?? MORNING)
  const communityId = await seedSample(db, clock.now())
  const values = (
    await db.query<{ settings: Record<string, string> }>(
      'sample-values',
      'select settings from community where id = $1',
      [communityId],
    )
  )[0]!.settings
  const errors: unknown[] = []
  const engine = createTalkEngine({
    db,
    clock,
    settings: {
      timeZone: 'Asia/Shanghai',
      staffHours: parseStaffHours('08:30-18:00'),
      turnQuietMs: 0,
      handoffMode: undefined,
    },
    index: sharedIndex(),
    model: options.model,
    fillAnswer: (answer) => fillPlaceholders(answer, values).text,
    duty: { isReceiving: () => Promise.resolve(null), isNative: () => false },
    publicUrl: () => 'http://localhost',
    ...(options.dialogs ? { dialogs: options.dialogs } : {}),
  })
  const waker = { onWake: () => () => {} }
  const inbox = createInbox({ db, clock, pace: engine.pace })
  const worker = startWorker({
    db,
    clock,
    waker,
    concurrency: 1,
    byHand: true,
    think: (claimed) => engine.think(claimed),
    giveUp: (claimed, error) => engine.giveUp(claimed, error),
    channelOf: () => ({ shape: (content) => [content], delivers: false }),
    onError: (error) => errors.push(error),
  })
  const schedule = startSchedule({
    db,
    clock,
    waker,
    byHand: true,
    handlers: {},
    onError: (error) => errors.push(error),
  })
  const replies = new Map<string, Reply[]>()
  let count = 0

  const burst: Talk['burst'] = async (contents, { user = 'u1' } = {}) => {
    const ids: string[] = []
    await inbox.accept(
      contents.map((content) => {
        const id = `m${++count}`
        ids.push(`web:web:${id}`)
        return {
          author: 'owner' as const,
          direction: 'in' as const,
          turn: true,
          communityId,
          message: {
            id,
            channel: 'web' as const,
            account: 'web',
            user,
            sourceId: id,
            at: clock.now(),
            content: typeof content === 'string' ? { kind: 'text' as const, text: content } : content,
          },
        }
      }),
    )
    clock.advance(1)
    await worker.drain()
    clock.advance(10_000)
    if (errors.length > 0) throw errors[0]
    const rows = await db.query<{ replies: Reply[] }>(
      'test-replies',
      'select t.replies from inbox i join turn t on t.id = i.turn_id where i.id = $1',
      [ids.at(-1)],
    )
    const said = rows[0]?.replies ?? []
    replies.set(user, said)
    return said
  }

  return {
    db,
    clock,
    errors,
    burst,
    say: (content, given) => burst([content], given),
    tap: async (label, given) => {
      const option = await findOption(
        db,
        conversationIdOf({ channel: 'web', account: 'web', user: given?.user ?? 'u1' }),
        label,
      )
      return burst([{ kind: 'menu', menuId: option.id, text: option.label }], given)
    },
    photo: () => ({ kind: 'image', attachment: { kind: 'image', fileId: `f${++count}`, mime: 'image/png' } }),
    lastReplies: (user = 'u1') => replies.get(user) ?? [],
    runJobs: () => schedule.drain(),
    conversationId: (user = 'u1') => conversationIdOf({ channel: 'web', account: 'web', user }),
    close,
  }
}

async function findOption(db: Db, conversationId: string, label: string): Promise<{ id: string; label: string }> {
  const rows = await db.query<{ id: string; label: string }>(
    'test-option',
    `select o ->> 'id' as id, o ->> 'label' as label from exchange e join exchange_content c on c.exchange_id = e.id,
            jsonb_array_elements(c.body -> 'content' -> 'options') o
      where e.conversation_id = $1 and e.kind = 'menu' and o ->> 'label' like '%' || $2 || '%' order by e.seq desc limit 1`,
    [conversationId, label],
  )
  if (!rows[0]) throw new Error(`no menu option ${label}`)
  return rows[0]
}

let index: ReturnType<typeof createSearchIndex> | undefined

/** The starter articles, read once a test file; the sample community has every placeholder filled. */
function sharedIndex() {
  if (index) return index
  index = createSearchIndex(readThesaurus('knowledge/thesaurus.yml'))
  for (const article of readArticlesIn('knowledge'))
    index.put({
      ...article,
      id: article.key,
      version: 1,
      answerable: (community) => community !== null || findPlaceholders(article.answer).length === 0,
    })
  return index
}
