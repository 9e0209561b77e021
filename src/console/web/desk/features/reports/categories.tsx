import type { Overview } from '../../../../contract/reports'
import { KIND } from '../../components/words'
import { Count } from './count'
import { LazyChart } from './lazy-chart'
import type { Open } from './opened'

const DRAWN = 12

/** What cases were about. */
export function Categories({ items, open }: { items: Overview['categories']; open: Open }) {
  const drawn = items.slice(0, DRAWN)
  const nameOf = ({ kind, name }: Overview['categories'][number]) => `${KIND[kind]}·${name}`
  const opened = (item: Overview['categories'][number]) => ({
    ...{ measure: 'case' as const, key: item.key },
    title: `工单：${nameOf(item)}`,
  })
  const all = items.reduce((total, { count }) => total + count, 0)
  return (
    <section className="card" aria-label="工单分类">
      <h2>
        工单分类 · 共 <Count n={all} of={{ measure: 'case', title: '期间开的工单' }} open={open} /> 件
      </h2>
      {items.length === 0 && <p className="quiet">这段时间没有开过工单。</p>}
      {items.length > 0 && (
        <>
          <LazyChart
            label="各类工单的件数；数字在下面的表里"
            kind="sideways"
            names={drawn.map(nameOf)}
            series={[{ name: '件数', color: '#07855c', values: drawn.map(({ count }) => count) }]}
            pick={(_, at) => drawn[at] && open(opened(drawn[at]))}
          />
          <details>
            <summary>看表格</summary>
            <div className="report-table">
              <table>
                <thead>
                  <tr>
                    <th scope="col">类别</th>
                    <th scope="col">件数</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((item) => (
                    <tr key={item.key}>
                      <th scope="row">{nameOf(item)}</th>
                      <td>
                        <Count n={item.count} of={opened(item)} open={open} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </details>
        </>
      )}
    </section>
  )
}
