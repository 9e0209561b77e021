/**
 * Who speaks where, as one `user` of a conversation. A member in a group is another talk, another state and another person than the
 * same member alone with the bot: nothing that was told in private can come up before others, and nothing said in public is filed
 * as theirs (issue 3.3, D14). A userid holds no colon, so the two parts can always be told apart.
 */
export function groupUser(chat: { chatId: string; userId: string }): string {
  return `${GROUP}${chat.chatId}:${chat.userId}`
}

export interface ChatPlace {
  /** Where a message is sent to: the group, or the member alone. */
  chatId: string
  userId: string
  group: boolean
}

export function placeOf(user: string): ChatPlace {
  const end = user.lastIndexOf(':')
  if (!user.startsWith(GROUP) || end < GROUP.length) return { chatId: user, userId: user, group: false }
  return { chatId: user.slice(GROUP.length, end), userId: user.slice(end + 1), group: true }
}

/** Others read along. */
export function isGroupTalk(talk: { channel: string; user: string }): boolean {
  return talk.channel === 'wecom-aibot' && placeOf(talk.user).group
}

const GROUP = 'group:'
