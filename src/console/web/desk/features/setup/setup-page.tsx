import { Button, Spin } from 'antd'
import type { SetupReport } from '../../../../contract/setup'
import { timeWords } from '../../../time-words'
import { FaultHint } from '../../components/hint'
import { CallbackAddress } from './callback-address'
import { FindingList } from './finding-list'
import { Steps } from './steps'
import { useReport } from './use-report'
import './setup.css'

/** What is set up, what is not, and what to click: for the administrator, without a terminal. */
export function SetupPage() {
  const { data, fault, reading, reload } = useReport()
  return (
    <main className="setup">
      <section className="setup-part" aria-label="自检">
        <header className="setup-head">
          <h1>接入检查</h1>
          {data && <Verdict report={data} />}
          <Button type="primary" loading={reading} onClick={reload}>
            再查一次
          </Button>
        </header>
        {fault !== null && <FaultHint fault={fault} again={reload} />}
        {data === null && fault === null && <Spin className="centre" description="正在检查，大约几秒钟" />}
        {data && <FindingList findings={data.findings} />}
      </section>
      <section className="setup-part" aria-label="接入步骤">
        {data && <CallbackAddress report={data} />}
        <Steps />
      </section>
    </main>
  )
}

function Verdict({ report }: { report: SetupReport }) {
  const bad = report.findings.filter(({ state }) => state === 'bad').length
  const hints = report.findings.filter(({ state }) => state === 'hint').length
  const words = bad > 0 ? `有 ${bad} 处要处理` : hints > 0 ? `能用，有 ${hints} 处请留意` : '一切正常'
  return (
    <p className="setup-verdict" role="status" data-state={bad > 0 ? 'bad' : hints > 0 ? 'hint' : 'ok'}>
      <strong>{words}</strong>
      <span className="quiet">{timeWords(report.at)}查的</span>
    </p>
  )
}
