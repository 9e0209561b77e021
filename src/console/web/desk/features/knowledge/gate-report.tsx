import { Alert } from 'antd'
import type { GateAnswer } from '../../../../contract/knowledge-desk'
import { resultWords } from './article-words'
import './workflow.css'

/** What the golden questions make of a change: those that are answered worse, from what to what. */
export function GateReport({ report }: { report: GateAnswer }) {
  const { worse, better } = report
  return (
    <Alert
      className="gate-report"
      type={report.refused ? 'error' : 'success'}
      showIcon
      title={
        report.refused
          ? `测试问题会答得更差，这一版先不能发布（共测 ${report.total} 题）`
          : `测试通过：${report.total} 题，变好 ${better.length} 题，变差 ${worse.length} 题`
      }
      description={
        worse.length > 0 && (
          <ul className="gate-lines">
            {worse.map((change) => (
              <li key={change.query}>
                「{change.query}」{resultWords(change.before)} → {resultWords(change.after)}
              </li>
            ))}
          </ul>
        )
      }
    />
  )
}
