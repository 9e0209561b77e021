import { Spin } from 'antd'
import type { TalkMood } from '../../../../contract/reports'
import { paths } from '../../../../contract/paths'
import { timeWords } from '../../../time-words'
import { FaultHint, Hint } from '../../components/hint'
import { useRead } from '../../http/use-read'
import { LazyChart } from './lazy-chart'
import { MOOD_WORDS } from './report-words'

/** The line of one talk: how upset the owner was after each thing they said. */
export function TalkMoodView({ talk }: { talk: string }) {
  const { data, fault, reload } = useRead<TalkMood>(paths.talkMood(talk))
  if (fault !== null) return <FaultHint fault={fault} again={reload} />
  if (data === null) return <Spin className="centre" />
  if (data.points.length === 0) return <Hint title="还看不出心情">这位业主说的话还没有读出语气。</Hint>
  return (
    <section aria-label={`${data.owner}的心情`}>
      <p className="quiet">{data.owner}：线越高越生气，升到 60 以上要请同事出面。</p>
      <LazyChart
        label={`${data.owner}的心情，一句话一个点；每句话在下面的表里`}
        kind="line"
        max={100}
        names={data.points.map(({ at }) => timeWords(at))}
        series={[{ name: '火气', color: '#c5221f', values: data.points.map(({ level }) => Math.round(level * 100)) }]}
      />
      <div className="report-table">
        <table>
          <thead>
            <tr>
              <th scope="col">时间</th>
              <th scope="col">说的话</th>
              <th scope="col">语气</th>
              <th scope="col">火气</th>
            </tr>
          </thead>
          <tbody>
            {data.points.map((point) => (
              <tr key={point.seq}>
                <td className="report-when">{timeWords(point.at)}</td>
                <td className="report-said">{point.text}</td>
                <td>{MOOD_WORDS[point.label].name}</td>
                <td>{Math.round(point.level * 100)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
