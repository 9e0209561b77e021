import type { SetupFinding } from '../../../../contract/setup'

const AREAS: { area: SetupFinding['area']; title: string }[] = [
  { area: 'app', title: '企业微信应用' },
  { area: 'kf', title: '微信客服' },
  { area: 'callback', title: '回调' },
  { area: 'deployment', title: '这台服务器' },
  { area: 'more', title: '其他' },
]

/** Faults first within each part; what is well takes one line. */
export function FindingList({ findings }: { findings: readonly SetupFinding[] }) {
  return AREAS.map(({ area, title }) => {
    const mine = findings.filter((finding) => finding.area === area).sort((a, b) => RANK[a.state] - RANK[b.state])
    if (mine.length === 0) return null
    return (
      <section key={area} className="setup-area" aria-label={title}>
        <h2>{title}</h2>
        <ul>
          {mine.map((finding) => (
            <Line key={`${finding.what} ${finding.sentence}`} finding={finding} />
          ))}
        </ul>
      </section>
    )
  })
}

const RANK: Record<SetupFinding['state'], number> = { bad: 0, hint: 1, ok: 2, off: 3 }
const STATE: Record<SetupFinding['state'], { mark: string; words: string }> = {
  ok: { mark: '✓', words: '正常' },
  bad: { mark: '✗', words: '要处理' },
  hint: { mark: '!', words: '请留意' },
  off: { mark: '–', words: '没有启用' },
}

function Line({ finding: { what, state, sentence, remedy } }: { finding: SetupFinding }) {
  return (
    <li className="setup-line" data-state={state}>
      <span className="setup-mark" role="img" aria-label={STATE[state].words}>
        {STATE[state].mark}
      </span>
      <div>
        <p>
          <strong>{what}</strong>
          <span className="setup-sentence">{sentence}</span>
        </p>
        {remedy !== undefined && <p className="setup-remedy">{remedy}</p>}
      </div>
    </li>
  )
}
