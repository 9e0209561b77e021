import type { TalkMessage } from '../../contract/web-chat'

const PAUSE_MS = 5 * 60_000

/** A line with the time stands before the first message and after every pause. */
export function showsTimeBefore(before: TalkMessage | undefined, message: TalkMessage): boolean {
  return before === undefined || Date.parse(message.at) - Date.parse(before.at) > PAUSE_MS
}
