import { useEffect, useRef } from 'react'
import type { TalkItem, TalkList } from '../../../../../contract/console'
import { REASON } from '../../../components/words'
import { useMe } from '../../../me'
import { go, routeNow } from '../../../route'
import { callOf } from '../call-of'
import { findNews, type News } from './find-news'
import { isSoundOn } from './sound-setting'
import { playTone, readyTone } from './tone'

/** Tone and notice for what is new in the list; of the talk before one's eyes there is nothing to tell. */
export function useNotices(list: TalkList | null): void {
  const me = useMe()
  const before = useRef<readonly TalkItem[] | null>(null)
  useEffect(() => {
    window.addEventListener('pointerdown', readyTone)
    window.addEventListener('keydown', readyTone)
    return () => {
      window.removeEventListener('pointerdown', readyTone)
      window.removeEventListener('keydown', readyTone)
    }
  }, [])
  useEffect(() => {
    if (list === null) return
    const news = findNews(before.current, list.items, me.name).filter(({ talk }) => !isBeforeEyes(talk.id))
    before.current = list.items
    if (news.length === 0) return
    if (isSoundOn()) playTone()
    for (const one of news) notify(one)
  }, [list, me.name])
}

function isBeforeEyes(talkId: string): boolean {
  const { section, id } = routeNow()
  return !document.hidden && document.hasFocus() && section === 'talks' && id === talkId
}

/** Name and reason only: the screen may be seen by others, the owner's words stay in the talk. */
function notify({ kind, talk }: News): void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return
  const who = callOf(talk)
  const words = {
    waiting: `${who}在等人接待${talk.handoff ? `：${REASON[talk.handoff.reason]}` : ''}`,
    wrote: `${who}又发来了消息`,
    passed: `${who}转给您接待`,
    called: `${talk.handoff?.call?.by ?? '同事'}请您看看和${who}的对话`,
  }[kind]
  const notice = new Notification('首问', { body: words, tag: `${kind}-${talk.id}` })
  notice.onclick = () => {
    window.focus()
    go('talks', talk.id)
    notice.close()
  }
}
