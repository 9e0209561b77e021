import type { Overview, ReportMeasure } from '../../../../contract/reports'
import { Count } from './count'
import type { Open } from './opened'

/** What was asked most. */
export function TopQuestions(props: {
  title: string
  none: string
  measure: ReportMeasure
  items: Overview['articles']
  open: Open
}) {
  const { title, none, measure, items, open } = props
  return (
    <section className="card" aria-label={title}>
      <h2>{title}</h2>
      {items.length === 0 && <p className="quiet">{none}</p>}
      <ol className="report-top">
        {items.map((item) => (
          <li key={item.key}>
            <span>{item.title}</span>
            <span className="quiet">
              <Count n={item.count} of={{ measure, key: item.key, title: item.title }} open={open} /> 次
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
