import { Spin, Tag } from 'antd'
import type { TalkItem } from '../../../../../contract/console'
import { paths } from '../../../../../contract/paths'
import type { Suggestions } from '../../../../../contract/take-over'
import { FaultHint, Hint } from '../../../components/hint'
import { useRead } from '../../../http/use-read'
import { forHuman } from './for-a-human'

/** What could be answered to the owner's last words: an approved article, or what a colleague answered to the same. */
export function SuggestionTray({ talk, insert }: { talk: TalkItem; insert: (words: string) => void }) {
  const { data, fault, reload } = useRead<Suggestions>(paths.talkSuggestions(talk.id))
  if (fault !== null && data === null) return <FaultHint fault={fault} again={reload} />
  if (data === null) return <Spin className="centre" />
  if (data.items.length === 0)
    return <Hint title="这句话还没有现成的答复">可以用「常用语」先答应一个时间，核实后再回复。</Hint>
  return (
    <>
      <p className="quiet">业主说：{data.to}</p>
      <ul>
        {data.items.map(spoken).map((item) => (
          <li key={item.text} className="choice">
            <button type="button" onClick={() => insert(item.text)}>
              <strong>
                <Tag color={item.from === 'article' ? 'green' : 'blue'}>
                  {item.from === 'article' ? '知识' : '同事答过'}
                </Tag>
                {item.source}
              </strong>
              <span>{item.text}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

const spoken = (item: Suggestions['items'][number]) =>
  item.from === 'article' ? { ...item, text: forHuman(item.text) } : item
