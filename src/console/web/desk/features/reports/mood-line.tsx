import type { Overview } from '../../../../contract/reports'
import { Hint } from '../../components/hint'
import { DayTable } from './day-table'
import { LazyChart } from './lazy-chart'
import type { Open } from './opened'
import { MOOD_WORDS, dayWords } from './report-words'

/** Of all that owners said: how much was displeased, how much angry, day by day. */
export function MoodLine({ days, open }: { days: Overview['days']; open: Open }) {
  const said = days.filter((day) => sum(day) > 0)
  const share = (day: Overview['days'][number], key: 'negative' | 'angry') =>
    sum(day) === 0 ? null : Math.round((day[key] / sum(day)) * 1000) / 10
  const opened = (key: (typeof KEYS)[number], day: string) => ({
    ...{ measure: 'mood' as const, key, day },
    title: `${dayWords(day)} 业主的话：${MOOD_WORDS[key].name}`,
  })
  return (
    <section className="card" aria-label="业主的心情">
      <h2>业主的心情</h2>
      <p className="quiet">
        业主说的每句话都读过语气。
        {said.length > 1 && '线是当天“不满”和“生气”的话占全部的比例。'}
      </p>
      {said.length === 0 && <Hint title="这段时间业主没有说话" />}
      {said.length > 1 && (
        <LazyChart
          label="每天不满和生气的话的占比；数字在下面的表里"
          kind="line"
          unit="%"
          names={days.map(({ day }) => dayWords(day))}
          series={(['negative', 'angry'] as const).map((key) => ({
            ...MOOD_WORDS[key],
            values: days.map((day) => share(day, key)),
          }))}
          pick={(series, at) => {
            const [key, day] = [series === 0 ? ('negative' as const) : ('angry' as const), days[at]]
            if (day && day[key] > 0) open(opened(key, day.day))
          }}
        />
      )}
      {said.length > 0 && (
        <DayTable
          {...{ days: said, keys: KEYS, opened, open }}
          nameOf={(key) => MOOD_WORDS[key].name}
          shown={said.length === 1}
        />
      )}
    </section>
  )
}

const KEYS = ['positive', 'neutral', 'negative', 'angry'] as const
const sum = (day: Overview['days'][number]) => day.positive + day.neutral + day.negative + day.angry
