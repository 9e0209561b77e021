import { useState } from 'react'
import { Button, Spin } from 'antd'
import type { Overview } from '../../../../contract/reports'
import { paths } from '../../../../contract/paths'
import { FaultHint } from '../../components/hint'
import { useRead } from '../../http/use-read'
import { go } from '../../route'
import { Categories } from './categories'
import { ComplaintDailyView } from './complaint-daily-view'
import { Headline } from './headline'
import { MoodLine } from './mood-line'
import { PeopleTable } from './people-table'
import { PeriodPicker } from './period-picker'
import { FIRST_PERIOD, type Period } from './period'
import { Rates } from './rates'
import { RowDrawer } from './row-drawer'
import type { Opened } from './opened'
import { TalksByDay } from './talks-by-day'
import { TopQuestions } from './top-questions'
import './reports.css'

/** How it goes: numbers that open the rows behind them, and the daily report of complaints. */
export function ReportsPage({ id }: { id: string | null }) {
  const part = id === 'daily' ? 'daily' : 'overview'
  return (
    <main className="reports">
      <nav className="reports-parts" aria-label="统计">
        {PARTS.map(({ name, label }) => (
          <button
            key={name}
            type="button"
            aria-current={part === name ? 'page' : undefined}
            onClick={() => go('reports', name === 'daily' ? 'daily' : null)}
          >
            {label}
          </button>
        ))}
      </nav>
      {part === 'daily' ? <ComplaintDailyView /> : <OverviewView />}
    </main>
  )
}

const PARTS = [
  { name: 'overview', label: '总览' },
  { name: 'daily', label: '投诉日报' },
] as const

/** Whoever comes back from a case finds the days they had chosen. */
let chosen: Period = FIRST_PERIOD

function OverviewView() {
  const [period, setChosen] = useState<Period>(chosen)
  const setPeriod = (next: Period) => {
    chosen = next
    setChosen(next)
  }
  const [opened, setOpened] = useState<Opened | null>(null)
  const query = { from: period.from, to: period.to, community: period.community }
  const { data, fault, reload } = useRead<Overview>(paths.reportOverview, query)
  return (
    <>
      <header className="reports-head">
        <h1>统计</h1>
        <PeriodPicker period={period} change={setPeriod} />
        <Button onClick={reload}>刷新</Button>
      </header>
      {fault !== null && <FaultHint fault={fault} again={reload} />}
      {data === null && fault === null && <Spin className="centre" />}
      {data && (
        <>
          <Headline of={data} open={setOpened} />
          <Rates of={data.rates} open={setOpened} />
          {data.days.length > 1 && <TalksByDay days={data.days} open={setOpened} />}
          <MoodLine days={data.days} open={setOpened} />
          <div className="reports-pair">
            <TopQuestions
              title="问得最多、答上了的"
              none="这段时间还没有用知识回答过问题。"
              measure="article"
              items={data.articles}
              open={setOpened}
            />
            <TopQuestions
              title="问了、没答上的"
              none="这段时间没有答不上的问题。"
              measure="unanswered"
              items={data.unanswered}
              open={setOpened}
            />
          </div>
          <Categories items={data.categories} open={setOpened} />
          <PeopleTable people={data.people} open={setOpened} />
        </>
      )}
      {opened && <RowDrawer opened={opened} query={query} close={() => setOpened(null)} />}
    </>
  )
}
