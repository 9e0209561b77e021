import type { TalkItem } from '../../../../contract/console'

/** What colleagues call an owner: the name, else the end of a guest's id, by which two guests are told apart. */
export function callOf(talk: Pick<TalkItem, 'name' | 'user'>): string {
  return talk.name ?? shortUser(talk.user)
}

export function shortUser(user: string): string {
  return user.startsWith('guest-') ? `访客 ${user.slice(-4)}` : user
}
