import { readdirSync } from 'node:fs'
import path from 'node:path'
import { readJsonLines } from '../../src/understanding/samples'
import { clearTables, findTalkTables } from '../../src/tools/eval/dialog/clear-store'
import { Conversation } from '../../src/tools/eval/dialog/conversation'
import { judge } from '../../src/tools/eval/dialog/judge'
import { play, transcript } from '../../src/tools/eval/dialog/play'
import { openStage } from '../../src/tools/eval/dialog/stage'
import { createTestDatabase } from '../support/database'
import type { TestDatabase } from '../support/database'

/** Every line of the files beside this one is a talk with the real engine and store (contract.md §6 `dialog`). */
describe.each(readdirSync(__dirname).filter((name) => name.endsWith('.jsonl')))('%s', (name) => {
  const conversations = readJsonLines(path.join(__dirname, name), Conversation)
  let database: TestDatabase
  let tables: string[]
  beforeAll(async () => {
    database = await createTestDatabase()
    await openStage(database.db)
    tables = await findTalkTables(database.db)
  })
  afterAll(() => database.close())

  it.each(conversations.map((conversation) => [conversation.id, conversation.title ?? '', conversation] as const))(
    '%s: %s',
    async (_id, _title, conversation) => {
      await clearTables(database.db, tables)

      const played = await play(conversation, await openStage(database.db, { at: conversation.at }))

      const faults = judge(conversation, played)
      if (faults.length > 0) throw new Error(`${faults.join('\n')}\n\n${transcript(conversation, played)}`)
      expect(faults).toEqual([])
    },
  )
})
