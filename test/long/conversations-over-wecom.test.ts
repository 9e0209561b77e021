import { readdirSync } from 'node:fs'
import path from 'node:path'
import { readJsonLines } from '../../src/understanding/samples'
import { Conversation } from '../../src/tools/eval/dialog/conversation'
import { judge } from '../../src/tools/eval/dialog/judge'
import { play, transcript } from '../../src/tools/eval/dialog/play'
import { openWecomStage } from '../support/wecom-stage'

const folder = path.join(__dirname, '..', 'conversations')
const only = process.env['ONLY']

/** A voice message of WeChat brings no words (wecom-protocol §5.8): these talks say it in text elsewhere. */
const isVoice = (conversation: Conversation) => conversation.turns.some((step) => step.voice !== undefined)

describe.each(readdirSync(folder).filter((name) => name.endsWith('.jsonl')))('%s over WeCom', (name) => {
  const conversations = readJsonLines(path.join(folder, name), Conversation).filter(
    (conversation) => !isVoice(conversation) && (only === undefined || new RegExp(only).test(conversation.id)),
  )
  if (conversations.length === 0) return void it('has none of those asked for', () => expect(only).toBeDefined())

  it.each(conversations.map((conversation) => [conversation.id, conversation.title ?? '', conversation] as const))(
    '%s: %s',
    async (_id, _title, conversation) => {
      const stage = await openWecomStage({ at: conversation.at })
      try {
        const played = await play(conversation, stage)

        const faults = judge(conversation, played)
        if (faults.length > 0) throw new Error(`${faults.join('\n')}\n\n${transcript(conversation, played)}`)
        expect(stage.violations).toEqual([])
      } finally {
        await stage.close()
      }
    },
  )
})
