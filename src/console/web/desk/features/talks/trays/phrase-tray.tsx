import { useState } from 'react'
import { App, Button, Checkbox, Input, Spin } from 'antd'
import type { TalkItem } from '../../../../../contract/console'
import { paths } from '../../../../../contract/paths'
import type { PhraseItem, PhraseList } from '../../../../../contract/take-over'
import { FaultHint } from '../../../components/hint'
import { faultWords } from '../../../http/fault-words'
import { newRequestId, post, remove } from '../../../http/request'
import { useRead } from '../../../http/use-read'

/** Approved words, one's own first, with the owner and the time filled in already; a tap puts them into the reply. */
export function PhraseTray({ talk, insert }: { talk: TalkItem; insert: (words: string) => void }) {
  const { data, fault, reload } = useRead<PhraseList>(paths.talkPhrases(talk.id))
  const { message } = App.useApp()
  const [isAdding, setAdding] = useState(false)
  if (fault !== null && data === null) return <FaultHint fault={fault} again={reload} />
  if (data === null) return <Spin className="centre" />
  const groups = [...new Set(data.items.map(({ group }) => group))]
  const drop = (phrase: PhraseItem) =>
    remove(paths.phrase(phrase.id ?? '')).then(reload, (problem: unknown) => void message.error(faultWords(problem)))
  return (
    <>
      {groups.map((group) => (
        <div key={group} className="part">
          <h3>{group}</h3>
          <ul>
            {data.items
              .filter((phrase) => phrase.group === group)
              .map((phrase) => (
                <li key={phrase.id ?? phrase.title} className="choice">
                  <button type="button" onClick={() => insert(phrase.text)}>
                    <strong>{phrase.title}</strong>
                    <span>{phrase.text}</span>
                  </button>
                  {phrase.id !== null && (phrase.mine || data.mayShare) && (
                    <Button
                      size="small"
                      type="text"
                      aria-label={`删除常用语 ${phrase.title}`}
                      onClick={() => void drop(phrase)}
                    >
                      删除
                    </Button>
                  )}
                </li>
              ))}
          </ul>
        </div>
      ))}
      {isAdding ? (
        <NewPhrase
          mayShare={data.mayShare}
          done={() => {
            setAdding(false)
            reload()
          }}
        />
      ) : (
        <Button size="small" type="link" onClick={() => setAdding(true)}>
          添加常用语
        </Button>
      )}
    </>
  )
}

function NewPhrase({ mayShare, done }: { mayShare: boolean; done: () => void }) {
  const { message } = App.useApp()
  const [title, setTitle] = useState('')
  const [text, setText] = useState('')
  const [shared, setShared] = useState(false)
  const [id] = useState(newRequestId)
  const save = () =>
    post(paths.phrases, { title: title.trim(), text: text.trim(), shared, id }).then(
      done,
      (fault: unknown) => void message.error(faultWords(fault)),
    )
  return (
    <div className="new-phrase">
      <Input
        value={title}
        maxLength={40}
        placeholder="名字，如：电梯检修"
        aria-label="常用语的名字"
        onChange={(event) => setTitle(event.target.value)}
      />
      <Input.TextArea
        value={text}
        rows={2}
        maxLength={1000}
        placeholder="对业主说的话；{owner?} 是称呼，{due} 是答应的时间，{me} 是自己"
        aria-label="常用语的内容"
        onChange={(event) => setText(event.target.value)}
      />
      <div className="buttons">
        {mayShare && (
          <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
            给所有同事用
          </Checkbox>
        )}
        <Button
          size="small"
          type="primary"
          disabled={title.trim() === '' || text.trim() === ''}
          onClick={() => void save()}
        >
          保存
        </Button>
      </div>
    </div>
  )
}
