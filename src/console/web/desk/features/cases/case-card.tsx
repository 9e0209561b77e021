import { Tag } from 'antd'
import type { CaseItem } from '../../../../contract/case'
import { dueWords, useNow } from '../../components/times'
import { KIND, STATUS, STATUS_COLOR, placeWords } from '../../components/words'
import { useStaffName } from '../../company'
import { go } from '../../route'
import { CaseActions } from './case-actions'

/** A case in short, with what can be done to it. */
export function CaseCard({ found, changed }: { found: CaseItem; changed: () => void }) {
  const now = useNow()
  const nameOf = useStaffName()
  const due = found.dueAt === null || found.status === 'resolved' ? null : dueWords(found.dueAt, now)
  return (
    <div className="card">
      <header>
        <Tag color={STATUS_COLOR[found.status]}>{STATUS[found.status]}</Tag>
        {found.priority !== 'normal' && <Tag color="red">急</Tag>}
        {due && <span className={due.late ? 'late' : 'quiet'}>{due.words}</span>}
      </header>
      <p>
        <strong>{KIND[found.kind]}</strong> {found.summary}
      </p>
      <p className="quiet">{placeWords(found.location)}</p>
      <p className="quiet">
        <button type="button" className="link" onClick={() => go('cases', found.id)}>
          {found.number}
        </button>
        {found.assignee === null ? ' · 还没有人处理' : ` · ${nameOf(found.assignee)} 处理`}
      </p>
      <CaseActions found={found} changed={changed} short />
    </div>
  )
}
