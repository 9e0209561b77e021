import type { Overview } from '../../../../contract/reports'
import { DayTable } from './day-table'
import { LazyChart } from './lazy-chart'
import type { Open } from './opened'
import { dayWords, TALK_WORDS } from './report-words'

/** How many wrote each day, and who answered them. */
export function TalksByDay({ days, open }: { days: Overview['days']; open: Open }) {
  const opened = (key: (typeof KEYS)[number], day: string) => ({
    ...{ measure: 'talk' as const, key, day },
    title: `${dayWords(day)} ${TALK_WORDS[key].name}`,
  })
  return (
    <section className="card" aria-label="每天的对话">
      <h2>每天有多少人来</h2>
      <LazyChart
        label="每天的对话数：机器人独立答完、转人工、其他；数字在下面的表里"
        kind="stacked"
        names={days.map(({ day }) => dayWords(day))}
        series={KEYS.map((key) => ({ ...TALK_WORDS[key], values: days.map((day) => day[key]) }))}
        pick={(series, at) => {
          const [key, day] = [KEYS[series], days[at]]
          if (key && day && day[key] > 0) open(opened(key, day.day))
        }}
      />
      <DayTable {...{ days, keys: KEYS, opened, open }} nameOf={(key) => TALK_WORDS[key].name} />
    </section>
  )
}

const KEYS = ['alone', 'handed', 'rest'] as const
