import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { migrate } from '../../platform/database/migrate'
import { openDatabase } from '../../platform/database/open-database'
import { readJsonLines } from '../../understanding/samples'
import type { Evaluation, EvaluationArgs } from '../eval'
import { clearTables, findTalkTables } from './dialog/clear-store'
import { Conversation } from './dialog/conversation'
import { judge } from './dialog/judge'
import { play, transcript } from './dialog/play'
import { openStage } from './dialog/stage'

/**
 * Plays labelled conversations (contract.md §6 `dialog`) through the real engine on a store of its own that is thrown away.
 * `EVAL_SHOW=all` prints every talk as it went, otherwise those that went wrong.
 */
export async function run({ file }: EvaluationArgs): Promise<Evaluation> {
  const conversations = readJsonLines(file, Conversation)
  const dataDir = await mkdtemp(path.join(tmpdir(), 'shouwen-dialog-'))
  const db = await openDatabase({ dataDir })
  try {
    await migrate(db)
    await openStage(db)
    const tables = await findTalkTables(db)
    const lines: string[] = []
    let passed = 0
    for (const conversation of conversations) {
      await clearTables(db, tables)
      const played = await play(conversation, await openStage(db, { at: conversation.at }))
      const faults = judge(conversation, played)
      if (faults.length === 0) passed++
      if (faults.length > 0 || process.env['EVAL_SHOW'] === 'all') lines.push(transcript(conversation, played))
      lines.push(faults.length === 0 ? `ok     ${conversation.id}` : `FAILED ${conversation.id}`)
      for (const fault of faults) lines.push(`       ! ${fault}`)
    }
    return {
      table: lines.join('\n'),
      json: { kind: 'dialog', count: conversations.length, passed, rate: passed / Math.max(1, conversations.length) },
    }
  } finally {
    await db.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}
