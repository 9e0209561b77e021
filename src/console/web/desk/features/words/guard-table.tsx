import { useState } from 'react'
import { Button, Input } from 'antd'
import type { WordFileView } from '../../../../contract/wordings'
import { toAddress, type Draft, type Editing, type Json } from './draft'
import { saidBy } from './said-by'

interface Rule {
  words: string
  instead: string
}
const LISTS = [
  { key: 'banned', title: '让人没着落的话' },
  { key: 'excuses', title: '借口' },
] as const

/** What is not said to an owner, and what to say instead. The bot never sends it; colleagues are told while they type. */
export function GuardTable({ view, draft, change, may }: Editing) {
  const put = (list: string, words: string, value: Json) =>
    change({ edits: { ...draft.edits, [toAddress(list, words)]: value } })
  return (
    <>
      <p className="quiet">
        机器人要说的每一句都先过这里；几种说法用竖线隔开。承诺、收费这几类写得更细，在「整份文字」里。
      </p>
      {LISTS.map(({ key, title }) => (
        <section key={key} aria-label={title}>
          <h2>{title}</h2>
          {may && <NewRule title={title} add={(rule) => put(key, rule.words, { ...rule })} />}
          <ul>
            {rulesOf(view, draft, key).map(({ words, instead }) => (
              <li key={words} className="card">
                <p>
                  <strong>{saidBy(words)}</strong>
                </p>
                <div className="words-rule">
                  <span className="quiet">该怎么说</span>
                  <Input
                    className="grow"
                    aria-label={`「${saidBy(words)}」该怎么说`}
                    readOnly={!may}
                    value={instead}
                    onChange={(event) =>
                      put(key, words, { ...raw(view, key, words), words, instead: event.target.value })
                    }
                  />
                  {may && (
                    <Button size="small" aria-label={`删掉「${saidBy(words)}」`} onClick={() => put(key, words, null)}>
                      删掉
                    </Button>
                  )}
                </div>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}

function NewRule({ title, add }: { title: string; add: (rule: Rule) => void }) {
  const [rule, setRule] = useState<Rule>({ words: '', instead: '' })
  return (
    <div className="words-rule card">
      <Input
        className="grow"
        aria-label={`${title}：不说什么`}
        placeholder="不说什么"
        value={rule.words}
        onChange={(event) => setRule({ ...rule, words: event.target.value })}
      />
      <Input
        className="grow"
        aria-label={`${title}：该怎么说`}
        placeholder="该怎么说"
        value={rule.instead}
        onChange={(event) => setRule({ ...rule, instead: event.target.value })}
      />
      <Button
        disabled={rule.words.trim() === '' || rule.instead.trim() === ''}
        onClick={() => {
          add({ words: rule.words.trim(), instead: rule.instead.trim() })
          setRule({ words: '', instead: '' })
        }}
      >
        加上
      </Button>
    </div>
  )
}

const listOf = (view: WordFileView, key: string) => (view.data as Record<string, Rule[]> | null)?.[key] ?? []
const raw = (view: WordFileView, key: string, words: string) => listOf(view, key).find((rule) => rule.words === words)

function rulesOf(view: WordFileView, draft: Draft, key: string): Rule[] {
  const live = listOf(view, key)
  const drafted = Object.entries(draft.edits).flatMap(([address, value]) => {
    const [list, words = ''] = address.split('/').map(decodeURIComponent)
    return list === key ? [[words, value] as const] : []
  })
  const fresh = drafted.filter(([words, value]) => value !== null && !live.some((rule) => rule.words === words))
  return [
    ...fresh.map(([, value]) => value as unknown as Rule),
    ...live.flatMap((rule) => {
      const own = drafted.find(([words]) => words === rule.words)
      return own === undefined ? [rule] : own[1] === null ? [] : [own[1] as unknown as Rule]
    }),
  ]
}
