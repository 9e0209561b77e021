import { useEffect, useState } from 'react'
import { Button, Input, Select, Spin } from 'antd'
import type { AuditItem, AuditPage as Page } from '../../../../contract/audit'
import { paths } from '../../../../contract/paths'
import { timeWords } from '../../../time-words'
import { useStaffName } from '../../company'
import { FaultHint, Hint } from '../../components/hint'
import { get } from '../../http/request'
import { go } from '../../route'
import { ACTORS, ACT_WORDS, actWords, factWords, targetWords } from './act-words'
import './audit.css'

/** Who did what when. */
export function AuditPage() {
  const [who, setWho] = useState('')
  const [act, setAct] = useState('')
  const [day, setDay] = useState('')
  const [page, setPage] = useState<Page | null>(null)
  const [fault, setFault] = useState<unknown>(null)
  const read = (after?: string) => {
    setFault(null)
    const query = { who: who.trim(), act, ...(day === '' ? {} : { from: day, to: day }), after }
    return get<Page>(paths.audit, query).then(
      (found) => setPage((old) => (after && old ? { ...found, items: [...old.items, ...found.items] } : found)),
      setFault,
    )
  }
  useEffect(() => void read(), [act, day])
  return (
    <main className="audit">
      <header className="audit-head">
        <h1>审计</h1>
        <span className="quiet">谁、什么时候、做了什么；记下的不能改，也不能删。</span>
      </header>
      <form
        className="audit-find"
        aria-label="查找"
        onSubmit={(event) => {
          event.preventDefault()
          void read()
        }}
      >
        <Input
          aria-label="谁：姓名或账号"
          placeholder="姓名或账号"
          value={who}
          maxLength={100}
          onChange={({ target }) => setWho(target.value)}
        />
        <Select
          aria-label="做了什么"
          value={act}
          showSearch={{ optionFilterProp: 'label' }}
          options={[
            { value: '', label: '所有操作' },
            ...Object.entries(ACT_WORDS).map(([value, label]) => ({ value, label })),
          ]}
          onChange={setAct}
          popupMatchSelectWidth={false}
        />
        <Input type="date" aria-label="哪一天" value={day} onChange={({ target }) => setDay(target.value)} />
        <Button type="primary" htmlType="submit">
          查找
        </Button>
      </form>
      {fault !== null && <FaultHint fault={fault} again={() => void read()} />}
      {page === null && fault === null && <Spin className="centre" />}
      {page?.items.length === 0 && <Hint title="没有符合的记录">换一个人、一种操作或一天再看。</Hint>}
      {page && page.items.length > 0 && (
        <ul className="audit-list">
          {page.items.map((item) => (
            <Line key={item.seq} of={item} />
          ))}
        </ul>
      )}
      {page?.next && (
        <Button block onClick={() => void read(page.next ?? undefined)}>
          再看更早的
        </Button>
      )}
    </main>
  )
}

function Line({ of }: { of: AuditItem }) {
  const found = of.case
  const nameOf = useStaffName()
  const target = targetWords(of)
  // An account is its own name.
  const facts = Object.fromEntries(Object.entries(of.facts).filter(([, value]) => value !== target))
  return (
    <li>
      <time dateTime={of.at}>{timeWords(of.at)}</time>
      <strong>{of.name ?? ACTORS[of.actor.replace(/^system:.*/, 'system')] ?? of.actor.replace(/^wecom:/, '')}</strong>
      <span>{actWords(of.act)}</span>
      <span className="audit-target">
        {found !== null ? (
          <button type="button" className="link" onClick={() => go('cases', found.id)}>
            {found.number}
          </button>
        ) : of.conversationId !== null ? (
          <button type="button" className="link" onClick={() => go('talks', of.conversationId)}>
            看对话
          </button>
        ) : (
          <span className="quiet">{target}</span>
        )}{' '}
        <span className="quiet">{factWords(facts, nameOf)}</span>
      </span>
    </li>
  )
}
