import { useEffect } from 'react'
import type { TalkList as Talks } from '../../../../contract/console'
import { paths } from '../../../../contract/paths'
import { useRead } from '../../http/use-read'
import { useChanges } from '../../live/changes'
import { Hint } from '../../components/hint'
import { TalkList } from './talk-list'
import { TalkView } from './talk-view'

/** Left the talks, in the middle one of them, right what to know about it; on a phone one of the three at a time. */
export function TalksPage(props: { id: string | null; part: string | null; tellWaiting: (count: number) => void }) {
  const { id, part, tellWaiting } = props
  const talks = useRead<Talks>(paths.talks)
  useChanges(talks.reload)
  const waiting = talks.data?.items.filter((talk) => talk.handoff?.status === 'waiting').length ?? 0
  useEffect(() => tellWaiting(waiting), [waiting, tellWaiting])
  return (
    <div className="talks" data-pane={id === null ? 'list' : part === 'card' ? 'side' : 'talk'}>
      <TalkList reading={talks} chosen={id} />
      {id === null ? (
        <section className="pane talk">
          <Hint title="请从左边选择一段对话">等待人工的业主排在最上面，等得最久、最紧急的优先。</Hint>
        </section>
      ) : (
        <TalkView key={id} id={id} listChanged={talks.reload} />
      )}
    </div>
  )
}
