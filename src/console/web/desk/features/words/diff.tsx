import type { DiffLine } from '../../../../contract/wordings'

const MARKS = { same: ' ', added: '+', removed: '−' } as const

export function Diff({ lines }: { lines: readonly DiffLine[] }) {
  if (lines.length === 0) return <p className="quiet">内容没有变化。</p>
  return (
    <ul className="words-diff" aria-label="改动" tabIndex={0}>
      {lines.map(({ kind, text }, at) => (
        <li key={at} data-kind={kind}>
          <span aria-hidden="true">{MARKS[kind]}</span>
          {text}
        </li>
      ))}
    </ul>
  )
}
