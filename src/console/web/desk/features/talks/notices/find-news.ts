import type { TalkItem } from '../../../../../contract/console'

/** What somebody at the desk must hear of: an owner waits, their own owner wrote, a talk was passed to them, they are called. */
export interface News {
  kind: 'waiting' | 'wrote' | 'passed' | 'called'
  talk: TalkItem
}

/**
 * What is new in the list since it was read last; nothing at the first reading, or everything would ring at once. Pure, so that
 * each case can stand in a table.
 */
export function findNews(before: readonly TalkItem[] | null, after: readonly TalkItem[], me: string): News[] {
  if (before === null) return []
  const known = new Map(before.map((talk) => [talk.id, talk]))
  return after.flatMap((talk) => {
    const kind = newsOf(known.get(talk.id), talk, me)
    return kind === null ? [] : [{ kind, talk }]
  })
}

function newsOf(old: TalkItem | undefined, talk: TalkItem, me: string): News['kind'] | null {
  const { handoff } = talk
  if (handoff === null) return null
  const before = old?.handoff?.id === handoff.id ? old.handoff : null
  if (handoff.call !== null && handoff.call.meantFor === me && before?.call?.id !== handoff.call.id) return 'called'
  if (handoff.status === 'waiting') return before?.status === 'waiting' ? null : 'waiting'
  if (handoff.assignee !== me) return null
  if (before?.status === 'active' && before.assignee !== me) return 'passed'
  return talk.lastAuthor === 'owner' && talk.unread > 0 && old?.lastAt !== talk.lastAt ? 'wrote' : null
}
