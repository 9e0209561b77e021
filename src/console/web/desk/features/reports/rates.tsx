import type { Overview, ReportMeasure } from '../../../../contract/reports'
import { Count } from './count'
import type { Open } from './opened'

/** 响应率, 解决率, 满意率 of the cases opened in the period, each with what it means (domain.md C22). */
export function Rates({ of, open }: { of: Overview['rates']; open: Open }) {
  return (
    <section aria-label="三率" className="report-rates">
      {RATES.map(({ measure, of: which, name, meaning, yes, no }) => {
        const rate = of[which]
        const all = rate.yes + rate.no
        return (
          <article key={measure} className="card">
            <h2>{name}</h2>
            <p className="report-rate">{all === 0 ? '暂无' : `${Math.round((rate.yes / all) * 1000) / 10}%`}</p>
            <p>
              {yes} <Count n={rate.yes} of={{ measure, key: 'yes', title: `${name}：${yes}` }} open={open} /> 件，{no}{' '}
              <Count n={rate.no} of={{ measure, key: 'no', title: `${name}：${no}` }} open={open} /> 件
              {rate.open > 0 && (
                <>
                  ，还在时限内 <Count n={rate.open} of={{ measure, key: 'open', title: '还在时限内' }} open={open} /> 件
                </>
              )}
            </p>
            <p className="quiet">{meaning}</p>
          </article>
        )
      })}
    </section>
  )
}

const RATES: {
  measure: ReportMeasure
  of: keyof Overview['rates']
  name: string
  yes: string
  no: string
  meaning: string
}[] = [
  {
    ...{ measure: 'response', of: 'response', name: '响应率', yes: '及时', no: '不及时' },
    meaning:
      '期间开的工单里，有同事及时受理、派单或跟进的占比。时限：险情5分钟，急件2小时，其他24小时；还在时限内的先不算。',
  },
  {
    ...{ measure: 'solved', of: 'solved', name: '解决率', yes: '已解决', no: '未解决' },
    meaning: '期间开的工单里，现在已经关闭的占比：业主确认办好，或办结后72小时没有异议。',
  },
  {
    ...{ measure: 'satisfied', of: 'satisfied', name: '满意率', yes: '满意', no: '不满意' },
    meaning: '期间开的工单里，业主打了分的，4分和5分的占比。三率都不计撤销的工单和表扬。',
  },
]
