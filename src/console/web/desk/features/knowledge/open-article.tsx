import { go } from '../../route'

/** A question that leads to its article, wherever it is named. */
export function OpenArticle({ id, children }: { id: string; children: React.ReactNode }) {
  return (
    <button type="button" className="link" onClick={() => go('knowledge', 'articles', id)}>
      {children}
    </button>
  )
}
