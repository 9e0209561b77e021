import type { Open, Opened } from './opened'

/** A number that opens its rows; nothing to open behind a zero. */
export function Count({ n, of, open, shown }: { n: number; of: Opened; open: Open; shown?: string }) {
  const words = shown ?? n.toLocaleString('zh-CN')
  if (n === 0) return <span className="quiet">{words}</span>
  return (
    <button
      type="button"
      className="report-count"
      aria-label={`${of.title}：${words}，打开明细`}
      onClick={() => open(of)}
    >
      {words}
    </button>
  )
}
