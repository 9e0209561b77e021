import { useState } from 'react'
import { Button, Spin } from 'antd'
import type { OwnCommunities, StartState } from '../../../../contract/own-company'
import { paths } from '../../../../contract/paths'
import type { SetupReport } from '../../../../contract/setup'
import { FaultHint } from '../../components/hint'
import { useRead } from '../../http/use-read'
import { go } from '../../route'
import type { SectionProps } from '../../sections'
import { AnswersStep } from './answers-step'
import { CommunityStep } from './community-step'
import { LiveStep } from './live-step'
import { StaffStep } from './staff-step'
import { TryStep } from './try-step'
import './start.css'

type Step = 'community' | 'staff' | 'answers' | 'wecom' | 'try' | 'live'

/** From an empty installation to the first answered question; how far one is, is read from the records each time. */
export function StartPage({ id }: SectionProps) {
  const { data: state, fault, reload } = useRead<StartState>(paths.start)
  const { data: own, reload: reloadOwn } = useRead<OwnCommunities>(paths.ownCommunities)
  const { data: setup } = useRead<SetupReport>(paths.setup)
  const [chosen, setChosen] = useState<Step | null>((id as Step | null) ?? null)
  const changed = () => {
    reload()
    reloadOwn()
  }
  if (fault !== null) return <FaultHint fault={fault} again={reload} />
  if (state === null || own === null) return <Spin className="whole centre" size="large" />
  const communities = own.items.filter(({ sample }) => !sample)
  const steps: { step: Step; title: string; done: boolean; words: string; body: React.ReactNode }[] = [
    {
      step: 'community',
      title: '建小区',
      done: state.communities > 0 && state.homes > 0,
      words:
        state.communities === 0 ? '写上小区名字和楼栋，几分钟就好' : `${state.communities} 个小区，${state.homes} 户`,
      body: <CommunityStep communities={communities} changed={changed} />,
    },
    {
      step: 'staff',
      title: '登记同事',
      done: state.staff > 0 && state.communities > 0 && state.withoutManager.length === 0,
      words:
        state.staff === 0
          ? '谁来接、谁负责到底，都从这里来'
          : state.withoutManager.length > 0
            ? `${state.staff} 位同事；${state.withoutManager.join('、')}还没有最后负责的经理`
            : `${state.staff} 位同事，${state.accounts} 个账号`,
      // With one colleague the step is done, but seldom the list: it stays open for the next.
      body: <StaffStep communities={communities} changed={() => (setChosen('staff'), changed())} />,
    },
    {
      step: 'answers',
      title: '备好答案',
      done: state.communities > 0 && state.unfilled === 0,
      words:
        state.unfilled === 0
          ? `${state.articles} 篇答案，电话、价格、时间都填好了`
          : `${state.articles} 篇答案，${state.unfilled} 篇还缺小区的电话、价格、时间，缺的不会发出去`,
      body: <AnswersStep communities={communities} changed={changed} />,
    },
    {
      step: 'wecom',
      title: '接企业微信',
      done: wecomOf(setup).done,
      words: wecomOf(setup).words,
      body: (
        <>
          <p>没接之前，业主可以先用网页聊天。接入一共五步，检查结果会写明每一处该怎么办。</p>
          <Button type="primary" onClick={() => go('setup')}>
            去接入检查
          </Button>
        </>
      ),
    },
    {
      step: 'try',
      title: '试一试',
      done: state.answered > 0,
      words: state.answered > 0 ? '小区里已经有问题得到回答' : '先在这里试聊，再用网页聊天问第一个问题',
      body: <TryStep communities={communities} changed={changed} />,
    },
    {
      step: 'live',
      title: '上线',
      done: state.sample === null && state.communities > 0,
      words: state.sample === null ? '示例小区已收起，正式使用' : '核对一遍，收起示例小区',
      body: <LiveStep state={state} changed={changed} />,
    },
  ]
  const next = steps.find(({ done }) => !done)?.step ?? 'live'
  const open = chosen ?? next
  return (
    <main className="start">
      <header>
        <h1>开始使用</h1>
        <p className="quiet">
          {steps.filter(({ done }) => done).length} / {steps.length} 步做好了，都是从系统里的资料看出来的
        </p>
      </header>
      <ol className="start-steps">
        {steps.map(({ step, title, done, words, body }, at) => (
          <li key={step} className="card" data-done={done}>
            <button type="button" className="start-head" aria-expanded={open === step} onClick={() => setChosen(step)}>
              <span className="start-mark" role="img" aria-label={done ? '做好了' : '还没做'}>
                {done ? '✓' : at + 1}
              </span>
              <span>
                <strong>{title}</strong>
                <span className="quiet">{words}</span>
              </span>
            </button>
            {open === step && <div className="start-body">{body}</div>}
          </li>
        ))}
      </ol>
    </main>
  )
}

function wecomOf(setup: SetupReport | null): { done: boolean; words: string } {
  const mine = setup?.findings.filter(({ area }) => area === 'app' || area === 'kf' || area === 'callback') ?? []
  const bad = mine.filter(({ state }) => state === 'bad').length
  const on = mine.some(({ state }) => state === 'ok')
  if (setup === null) return { done: false, words: '正在检查' }
  if (bad > 0) return { done: false, words: `有 ${bad} 处要处理` }
  return on ? { done: true, words: '已经接好' } : { done: false, words: '还没接，可以先用网页聊天' }
}
