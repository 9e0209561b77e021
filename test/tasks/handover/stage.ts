import { createSearchIndex } from '../../../src/knowledge/retrieval/search-index'
import { readThesaurus } from '../../../src/knowledge/thesaurus'
import { schedulePromiseSweep } from '../../../src/tasks/promise-watch'
import { clearTables, findTalkTables } from '../../../src/tools/eval/dialog/clear-store'
import { openStage } from '../../../src/tools/eval/dialog/stage'
import type { OpenStage, StageOptions } from '../../../src/tools/eval/dialog/stage'
import type { InboundContent } from '../../../src/messages/inbound'
import { createTestDatabase } from '../../support/database'

export { MORNING } from '../../../src/tools/eval/dialog/stage'
export const NIGHT = '2026-11-21T23:10:00+08:00'

export interface Stage extends Pick<OpenStage, 'db' | 'clock' | 'communityId' | 'conversationId' | 'accept' | 'turns'> {
  /** One turn of an owner; gives back what the bot answered. */
  say(text: string, user?: string): Promise<string[]>
  tap(menuId: string, user?: string): Promise<string[]>
  /** Moves the clock and does what has become due; gives back what owners were told without having asked. */
  pass(minutes: number): Promise<string[]>
  /** What staff were told, newest last. */
  notices(): Promise<{ to: string[]; text: string }[]>
  close(): Promise<void>
}

/** The talking half without articles, and its tasks: promises are watched, calls for a person go on. */
export async function openHandoverStage(
  options: Pick<StageOptions, 'at' | 'native' | 'receiving'> = {},
): Promise<Stage> {
  const { db, tables, index } = await (shared ??= openShared())
  await clearTables(db, tables)
  const stage = await openStage(db, { ...options, index })
  await schedulePromiseSweep(db, stage.clock.now())
  const turn = async (user: string, content: string | InboundContent) =>
    (await stage.send([content], { user })).map(({ text }) => text)

  return {
    ...stage,
    say: (text, user = 'u1') => turn(user, text),
    tap: (menuId, user = 'u1') => turn(user, { kind: 'menu', menuId, text: '点选' }),
    async pass(minutes) {
      stage.clock.advance(minutes * 60_000)
      return (await stage.runJobs()).map(({ text }) => text)
    },
    notices: () =>
      db.query<{ to: string[]; text: string }>(
        'stage-notices',
        `select body -> 'toUserIds' as to, body ->> 'text' as text from outbox where kind = 'notice' order by seq`,
        [],
      ),
    close: () => clearTables(db, tables),
  }
}

/** One database for a test file: making it anew would take longer than all its tests. */
let shared: ReturnType<typeof openShared> | undefined

async function openShared() {
  const { db, close } = await createTestDatabase()
  const index = createSearchIndex(readThesaurus('knowledge/thesaurus.yml'))
  return { db, close, index, tables: await findTalkTables(db) }
}

export async function closeStages(): Promise<void> {
  await (await shared)?.close()
  shared = undefined
}
