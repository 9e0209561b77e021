import { useState } from 'react'
import { Spin, Tag } from 'antd'
import type { CaseAction, CaseStatus } from '../../../../contract/case'
import type { DeskCase } from '../../../../contract/console'
import { BOARD_COLUMNS, COUNTED_TO, type CaseBoard, type CaseFilters } from '../../../../contract/desk-cases'
import { paths } from '../../../../contract/paths'
import { FaultHint } from '../../components/hint'
import { dueWords, useNow } from '../../components/times'
import { ACTION, KIND, STATUS, placeWords } from '../../components/words'
import { useRead } from '../../http/use-read'
import { useChanges } from '../../live/changes'
import { useStaffName } from '../../company'
import { useMe } from '../../me'
import { go } from '../../route'
import { moveTo, movesFrom } from './board-moves'
import { ActDialog } from './case-actions'
import { toQuery } from './filters'

/** A column a state. Moving a card, by hand or by its menu, is the act that leads there, with its note; a phone shows one column. */
export function CaseBoardPage({ head, filters }: { head: React.ReactNode; filters: CaseFilters }) {
  const { state: _state, status: _status, ...rest } = toQuery(filters)
  const { data, fault, reload } = useRead<CaseBoard>(paths.caseBoard, rest)
  useChanges(reload)
  const [shown, setShown] = useState<CaseStatus>('open')
  const [dragged, setDragged] = useState<DeskCase | null>(null)
  const [acting, setActing] = useState<{ found: DeskCase; action: CaseAction } | null>(null)
  const move = (found: DeskCase, to: CaseStatus) => {
    const action = moveTo(found.status, to)
    if (action !== null) setActing({ found, action })
  }
  return (
    <main className="board pane">
      {head}
      <div className="board-tabs" role="group" aria-label="看哪一列">
        {data?.columns.map(({ status, total }) => (
          <button key={status} type="button" aria-pressed={status === shown} onClick={() => setShown(status)}>
            {STATUS[status]} {countWords(total)}
          </button>
        ))}
      </div>
      {fault !== null && data === null && <FaultHint fault={fault} again={reload} />}
      {data === null && fault === null && <Spin className="centre" />}
      <div className="columns">
        {data?.columns.map(({ status, total, items }) => (
          <section
            key={status}
            className="column"
            aria-label={STATUS[status]}
            data-shown={status === shown}
            data-takes={dragged !== null && moveTo(dragged.status, status) !== null}
            onDragOver={(event) => {
              if (dragged !== null && moveTo(dragged.status, status) !== null) event.preventDefault()
            }}
            onDrop={(event) => {
              event.preventDefault()
              if (dragged !== null) move(dragged, status)
            }}
          >
            <h2>
              {STATUS[status]} <span className="quiet">{countWords(total)}</span>
            </h2>
            <ul tabIndex={0} aria-label={`${STATUS[status]}的工单`}>
              {items.map((found) => (
                <BoardCard key={found.id} found={found} drag={setDragged} move={(to) => move(found, to)} />
              ))}
              {items.length === 0 && <li className="quiet">没有工单</li>}
              {total > items.length && <li className="quiet">还有 {countWords(total - items.length)}，在列表里看</li>}
            </ul>
          </section>
        ))}
      </div>
      {acting && (
        <ActDialog
          found={acting.found}
          action={acting.action}
          failed={reload}
          done={() => {
            setActing(null)
            reload()
          }}
        />
      )}
    </main>
  )
}

const countWords = (count: number) => (count >= COUNTED_TO ? `${COUNTED_TO}张以上` : `${count}张`)

function BoardCard(props: { found: DeskCase; drag: (found: DeskCase | null) => void; move: (to: CaseStatus) => void }) {
  const { found, drag, move } = props
  const me = useMe()
  const now = useNow()
  const nameOf = useStaffName()
  const running = ['open', 'accepted', 'in_progress'].includes(found.status)
  const due = found.dueAt !== null && running ? dueWords(found.dueAt, now) : null
  const mayAct = me.rights.includes('cases.act')
  return (
    <li
      className="card board-card"
      draggable={mayAct}
      onDragStart={(event) => {
        event.dataTransfer.setData('text/plain', found.number)
        drag(found)
      }}
      onDragEnd={() => drag(null)}
    >
      <header>
        <strong>{KIND[found.kind]}</strong>
        {found.priority !== 'normal' && <Tag color="red">急</Tag>}
        {due && <span className={due.late ? 'late' : 'quiet'}>{due.words}</span>}
      </header>
      <button type="button" className="board-open" onClick={() => go('cases', found.id)}>
        {found.summary}
      </button>
      <p className="quiet">{[found.number, placeWords(found.location)].filter(Boolean).join(' · ')}</p>
      <footer>
        <span className="quiet">{found.assignee === null ? '还没有人处理' : nameOf(found.assignee)}</span>
        {mayAct && movesFrom(found.status).length > 0 && (
          <select
            aria-label={`${found.number} 移到`}
            value=""
            onChange={({ target }) => {
              if (target.value !== '') move(target.value as CaseStatus)
            }}
          >
            <option value="">移到…</option>
            {onceEach(found.status).map(([to, action]) => (
              <option key={to} value={to}>
                {action === 'resume' ? ACTION.resume : `${STATUS[to]}（${ACTION[action]}）`}
              </option>
            ))}
          </select>
        )}
      </footer>
    </li>
  )
}

/** Two columns may take a card by the same act; the menu names it once. */
function onceEach(from: CaseStatus): [CaseStatus, CaseAction][] {
  const seen = new Set<CaseAction>()
  return BOARD_COLUMNS.flatMap((to): [CaseStatus, CaseAction][] => {
    const action = moveTo(from, to)
    if (action === null || seen.has(action)) return []
    seen.add(action)
    return [[to, action]]
  })
}
