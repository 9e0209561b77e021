import type { HandoffItem } from '../../../../contract/handoff'
import type { TalkHistory } from '../../../../contract/take-over'
import { timeWords } from '../../../time-words'
import { KIND, REASON, STATUS } from '../../components/words'
import { useStaffName } from '../../company'
import { go } from '../../route'

/** What was before with this owner, so that nobody asks for it again (domain.md C8, C9). */
export function Before({ history }: { history: TalkHistory }) {
  const nameOf = useStaffName()
  if (history.cases.length === 0 && history.handoffs.length === 0) return null
  return (
    <>
      <h2>以前的事</h2>
      {history.handoffs.length > 0 && (
        <div className="card">
          {history.handoffs.map((one) => (
            <div key={one.id} className="earlier">
              <p className="quiet">
                {timeWords(one.openedAt)} {REASON[one.reason as HandoffItem['reason']] ?? ''}
                {one.assignee !== null && ` · ${nameOf(one.assignee)} 接待`}
              </p>
              {one.summary !== null && one.summary !== '' && <p>{one.summary}</p>}
            </div>
          ))}
        </div>
      )}
      {history.cases.length > 0 && (
        <div className="card">
          {history.cases.map((one) => (
            <p key={one.id} className="earlier">
              <button type="button" className="link" onClick={() => go('cases', one.id)}>
                {one.number}
              </button>{' '}
              {KIND[one.kind]} {one.summary} <span className="quiet">{STATUS[one.status]}</span>
            </p>
          ))}
        </div>
      )}
    </>
  )
}
