import type { SectionProps } from '../../sections'
import { Hint } from '../../components/hint'
import { useQueue } from './queue'
import { TalkList } from './talk-list'
import { TalkView } from './talk-view'
import './talks.css'

/** Left the talks, in the middle one of them, right what to know about it; on a phone one of the three at a time. */
export function TalksPage({ id, part }: SectionProps) {
  const talks = useQueue()
  return (
    <div className="talks" data-pane={id === null ? 'list' : part === 'card' ? 'side' : 'talk'}>
      <TalkList reading={talks} chosen={id} />
      {id === null ? (
        <section className="pane talk">
          <Hint title="请从左边选择一段对话">等待人工的业主排在最上面，等得最久、最紧急的优先。</Hint>
        </section>
      ) : (
        <TalkView key={id} id={id} isCardOpen={part === 'card'} listChanged={talks.reload} />
      )}
    </div>
  )
}
