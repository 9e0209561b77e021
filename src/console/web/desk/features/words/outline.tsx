import type { WordFileView } from '../../../../contract/wordings'

/** How the talk goes, in plain words: how it begins, what it asks in which order, how it ends. */
export function Outline({ view: { outline, notes } }: { view: WordFileView }) {
  if (outline.length === 0) return null
  return (
    <section className="card" aria-label="对话的走法">
      {notes.slice(0, 1).map((note) => (
        <p key={note}>{note}</p>
      ))}
      <ol className="words-outline">
        {outline.map(({ what, when, ask }) => (
          <li key={what}>
            <strong>{what}</strong> <span className="quiet">{when}</span>
            {ask && <p>{ask}</p>}
          </li>
        ))}
      </ol>
      {notes.slice(1).map((note) => (
        <p key={note}>{note}</p>
      ))}
    </section>
  )
}
