import type { NoteItem } from '../../../../contract/take-over'
import type { TalkMessage } from '../../../../contract/web-chat'
import type { MessageWindow } from './message-window'

export type Entry = { kind: 'message'; message: TalkMessage } | { kind: 'note'; note: NoteItem }

/** Notes of colleagues at their time among the messages on the page; those of a part that is not shown wait with it. */
export function weave({ messages, more, atEnd }: MessageWindow, notes: readonly NoteItem[]): Entry[] {
  const from = more ? Date.parse(messages[0]?.at ?? '') : -Infinity
  const to = atEnd ? Infinity : Date.parse(messages.at(-1)?.at ?? '')
  const waiting = notes.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) <= to)
  const entries: Entry[] = []
  for (const message of messages) {
    while (waiting[0] !== undefined && Date.parse(waiting[0].at) < Date.parse(message.at))
      entries.push({ kind: 'note', note: waiting.shift()! })
    entries.push({ kind: 'message', message })
  }
  return [...entries, ...waiting.map((note): Entry => ({ kind: 'note', note }))]
}
