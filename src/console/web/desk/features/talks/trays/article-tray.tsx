import { useState } from 'react'
import { Input, Spin } from 'antd'
import type { TalkItem } from '../../../../../contract/console'
import type { SearchAnswer } from '../../../../../contract/knowledge'
import { paths } from '../../../../../contract/paths'
import { FaultHint, Hint } from '../../../components/hint'
import { post } from '../../../http/request'
import { forHuman } from './for-a-human'

/** The search of the chat: what the bot would answer, to be put into the reply as it is. */
export function ArticleTray({ talk, insert }: { talk: TalkItem; insert: (words: string) => void }) {
  const [found, setFound] = useState<SearchAnswer | null>(null)
  const [fault, setFault] = useState<unknown>(null)
  const [isBusy, setBusy] = useState(false)
  const find = (words: string) => {
    if (words.trim() === '') return
    setBusy(true)
    setFault(null)
    const community = talk.community === null ? {} : { community: talk.community }
    post<SearchAnswer>(paths.search, { query: words.trim(), ...community })
      .then(setFound, setFault)
      .finally(() => setBusy(false))
  }
  return (
    <>
      <Input.Search autoFocus placeholder="像业主那样问，如：物业费怎么交" aria-label="在知识里找" onSearch={find} />
      {isBusy && <Spin className="centre" />}
      {fault !== null && <FaultHint fault={fault} again={() => setFault(null)} />}
      {found?.hits.length === 0 && <Hint title="没有找到">换个说法再找，或者先答应业主核实后答复的时间。</Hint>}
      <ul>
        {found?.hits.map((hit) => (
          <li key={hit.id} className="choice">
            <button type="button" onClick={() => insert(forHuman(hit.answer))}>
              <strong>{hit.question}</strong>
              <span>{forHuman(hit.answer)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
