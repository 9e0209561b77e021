import { buffer } from 'node:stream/consumers'
import type { Clock } from '../../platform/clock'
import type { Queryable } from '../../platform/database/db'
import type { Files } from '../../platform/files/files'
import type { ClaimedTurn } from '../../queue/turn'
import type { Transcriber } from '../../integrations/speech/create-transcriber'

type Entry = ClaimedTurn['messages'][number]

/** What does not fit here is listened to by a person: a turn must not wait for a row of voices. */
const AT_ONCE = 4

/**
 * Gives the voices of a turn their words, before it is thought about and outside any transaction. What was heard stands beside the
 * log's row (table `transcript`), marked as a machine's; a turn that is thought again does not listen again. Voices nothing could
 * be made of stay as they are, and the owner is asked to type.
 */
export function createVoiceHearing(deps: {
  db: Queryable
  files: Files
  clock: Clock
  transcriber: Transcriber
}): (claimed: ClaimedTurn) => Promise<ClaimedTurn> {
  return async (claimed) => {
    const voices = claimed.messages.filter(isUnheard).slice(0, AT_ONCE)
    if (voices.length === 0) return claimed
    const words = new Map(await Promise.all(voices.map(async (entry) => [entry.id, await hear(entry)] as const)))
    return {
      ...claimed,
      messages: claimed.messages.map((entry) => withWords(entry, words.get(entry.id) ?? null)),
    }
  }

  async function hear({ exchangeId, message }: Entry): Promise<string | null> {
    const known = await deps.db.query<{ text: string }>(
      'transcript-find',
      'select text from transcript where exchange_id = $1',
      [exchangeId],
    )
    if (known[0]) return known[0].text
    const fileId = message.content.kind === 'voice' ? message.content.attachment?.fileId : null
    const file = fileId ? await deps.files.get(fileId) : undefined
    if (!file) return null
    const { name, mime } = file
    const text = await deps.transcriber.transcribe({ bytes: await buffer(file.stream()), name, mime })
    if (text === null) return null
    await deps.db.query(
      'transcript-keep',
      `insert into transcript (exchange_id, text, model, at)
       select $1, $2, $3, $4 where not exists (select from exchange_content where exchange_id = $1 and erased_at is not null)
       on conflict (exchange_id) do nothing`,
      [exchangeId, text, deps.transcriber.model, deps.clock.now()],
    )
    return text
  }
}

function isUnheard({ message: { content } }: Entry): boolean {
  return content.kind === 'voice' && !content.text && Boolean(content.attachment?.fileId)
}

function withWords(entry: Entry, text: string | null): Entry {
  const { content } = entry.message
  if (text === null || content.kind !== 'voice') return entry
  return { ...entry, message: { ...entry.message, content: { ...content, text } } }
}
