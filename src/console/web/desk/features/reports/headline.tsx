import type { Overview } from '../../../../contract/reports'
import type { Open, Opened } from './opened'

/** What somebody looks at first. */
export function Headline({ of, open }: { of: Overview; open: Open }) {
  const { alone, handed, rest } = of.talks
  const all = alone + handed + rest
  const share = (n: number) => (all === 0 ? '' : `${Math.round((n / all) * 100)}%`)
  const tiles: { n: number; what: string; note: string; opened: Opened }[] = [
    { n: all, what: '找过我们', note: '一位业主一天算一次', opened: { measure: 'talk', title: '找过我们的' } },
    {
      n: alone,
      what: '机器人独立答完',
      note: share(alone) || '没转人工，没有答不上的，登记的事也没有返工',
      opened: { measure: 'talk', key: 'alone', title: '机器人独立答完的' },
    },
    {
      n: handed,
      what: '转了人工',
      note: share(handed) || '当天转给同事的',
      opened: { measure: 'talk', key: 'handed', title: '转了人工的' },
    },
    {
      n: rest,
      what: '其他',
      note: share(rest) || '同事接着谈的、没答上的、返工的',
      opened: { measure: 'talk', key: 'rest', title: '同事接着谈的、没答上的、返工的' },
    },
    {
      n: of.reopened,
      what: '7天内又重开',
      note: '办结后7天内重新打开的工单',
      opened: { measure: 'reopened', title: '办结后7天内又重开的' },
    },
    {
      n: of.waiting,
      what: '现在等人工',
      note: '此刻还没有同事接手',
      opened: { measure: 'waiting', title: '现在等人工的' },
    },
  ]
  return (
    <ul className="report-tiles" aria-label="总数">
      {tiles.map(({ n, what, note, opened }) => (
        <li key={what}>
          <button
            type="button"
            disabled={n === 0}
            data-alarm={opened.measure === 'waiting' && n > 0}
            onClick={() => open(opened)}
          >
            <b>{n.toLocaleString('zh-CN')}</b>
            <span>{what}</span>
            <small>{note}</small>
          </button>
        </li>
      ))}
    </ul>
  )
}
