import path from 'node:path'
import { readJsonLines } from '../../src/understanding/samples'
import { Conversation } from '../../src/tools/eval/dialog/conversation'
import { judge } from '../../src/tools/eval/dialog/judge'
import { play, transcript } from '../../src/tools/eval/dialog/play'
import { openWecomStage } from './wecom-stage'

/** A voice message of WeChat brings no words (wecom-protocol §5.8): such a talk has no like over WeCom. */
const isVoice = (conversation: Conversation) => conversation.turns.some((step) => step.voice !== undefined)

/**
 * In the whole product the ledger speaks of a broken promise before the owner asks, and urges by itself (domain.md C1); and where nobody
 * came in time the chain has called the next person, whose time is not over (B10).
 */
const LEDGER_SPEAKS_FIRST = ['progress-urge-overdue', 'handoff-waiting-late']

/**
 * The talks of a file of `test/conversations` once more, each through a product of its own and the emulator, with the same outcome.
 * `ONLY` takes those whose id matches.
 */
export function playOverWecom(file: string): void {
  const only = new RegExp(process.env['ONLY'] ?? '')
  const all = readJsonLines(path.join(__dirname, '..', 'conversations', `${file}.jsonl`), Conversation)
  const conversations = all.filter(
    (conversation) =>
      !isVoice(conversation) && !LEDGER_SPEAKS_FIRST.includes(conversation.id) && only.test(conversation.id),
  )

  it(`has talks in ${file}.jsonl`, () => expect(all.length).toBeGreaterThan(0))
  if (conversations.length === 0) return
  it.each(conversations.map((conversation) => [conversation.id, conversation.title ?? '', conversation] as const))(
    '%s over WeCom: %s',
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
}
