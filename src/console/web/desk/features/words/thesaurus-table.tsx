import { useState } from 'react'
import { Button, Input } from 'antd'
import type { WordFileView } from '../../../../contract/wordings'
import { toAddress, type Draft, type Editing } from './draft'

const MOST = 40

/** One line a group: the first word is the standard one, the others mean the same. */
export function ThesaurusTable({ view, draft, change, may }: Editing) {
  const [find, setFind] = useState('')
  const groups = groupsOf(view, draft)
  const shown = groups.filter((group) => group.some((word) => word.includes(find.trim())))
  const put = (old: string | null, words: string[]) => {
    const edits = { ...draft.edits }
    if (old !== null && words[0] !== old) edits[toAddress('groups', old)] = null
    if (words.length > 0) edits[toAddress('groups', words[0]!)] = words
    change({ edits })
  }
  return (
    <>
      <p className="quiet">业主说哪个词都当成同一个意思。每组第一个是标准说法；一个词只能在一组里。</p>
      <Input.Search
        aria-label="找一个词"
        placeholder="找一个词"
        allowClear
        value={find}
        onChange={(event) => setFind(event.target.value)}
      />
      {may && <NewGroup add={(words) => put(null, words)} />}
      <ul>
        {shown.slice(0, MOST).map((group) => (
          <Group key={group[0]} group={group} may={may} put={(words) => put(group[0]!, words)} />
        ))}
      </ul>
      <p className="quiet">
        共 {groups.length} 组{shown.length > MOST ? `，找到 ${shown.length} 组，先列 ${MOST} 组` : ''}
      </p>
    </>
  )
}

const toWords = (text: string) => [...new Set(text.split(/[、，,\s]+/).filter(Boolean))]

function Group({ group, may, put }: { group: string[]; may: boolean; put: (words: string[]) => void }) {
  const [text, setText] = useState(group.join('、'))
  return (
    <li className="card words-rule">
      <Input
        className="grow"
        aria-label={`同义词：${group[0]}`}
        readOnly={!may}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => toWords(text).join() !== group.join() && toWords(text).length > 1 && put(toWords(text))}
      />
      {may && (
        <Button size="small" aria-label={`删掉「${group[0]}」这一组`} onClick={() => put([])}>
          删掉
        </Button>
      )}
    </li>
  )
}

function NewGroup({ add }: { add: (words: string[]) => void }) {
  const [text, setText] = useState('')
  return (
    <div className="words-rule card">
      <Input
        className="grow"
        aria-label="新的一组同义词"
        placeholder="新的一组，用顿号隔开，比如：电梯、客梯、升降机"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Button
        disabled={toWords(text).length < 2}
        onClick={() => {
          add(toWords(text))
          setText('')
        }}
      >
        加上
      </Button>
    </div>
  )
}

/** What is live, with the draft's groups in it. */
function groupsOf(view: WordFileView, draft: Draft): string[][] {
  const live = (view.data as { groups?: string[][] } | null)?.groups ?? []
  const drafted = new Map(
    Object.entries(draft.edits).map(([address, value]) => [decodeURIComponent(address.split('/')[1] ?? ''), value]),
  )
  const known = new Set(live.map(([first]) => first))
  const fresh = [...drafted]
    .filter(([first, value]) => !known.has(first) && Array.isArray(value))
    .map(([, value]) => value as string[])
  const kept = live.flatMap((group) => {
    const value = drafted.get(group[0] ?? '')
    return value === null ? [] : [Array.isArray(value) ? (value as string[]) : group]
  })
  return [...fresh, ...kept]
}
