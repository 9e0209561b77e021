import type { ChatHistory } from '../../contract/web-chat'
import { paths } from '../../contract/paths'
import type { Draft } from './draft'

/** A refusal or a lost connection; `again` says whether the same message may simply be sent once more. */
export class NotSent extends Error {
  constructor(readonly again: boolean) {
    super('not sent')
  }
}

export async function readHistory(where: { after?: number; before?: number } = {}): Promise<ChatHistory> {
  const query = new URLSearchParams(Object.entries(where).map(([name, value]) => [name, String(value)]))
  const answer = await fetch(`${paths.chatHistory}?${query.toString()}`)
  if (!answer.ok) throw new Error(`history: ${answer.status}`)
  return (await answer.json()) as ChatHistory
}

/** Resolves when the turn that holds the message is over, or after the server's longest wait. */
export async function sendDraft(draft: Draft): Promise<void> {
  const community = new URLSearchParams(location.search).get('community')
  const body = { ...draft.body, id: draft.id, ...(community === null ? {} : { community }) }
  const answer = await fetch(paths.chatMessages, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new NotSent(true)
  })
  if (!answer.ok) throw new NotSent(answer.status >= 500 || answer.status === 429)
}
