import { useState } from 'react'
import type { ArticleDetail, GoldenList } from '../../../../contract/knowledge-desk'
import { paths } from '../../../../contract/paths'
import { faultWords } from '../../http/fault-words'
import { remove } from '../../http/request'
import { useRead } from '../../http/use-read'
import { useMe } from '../../me'
import { GoldenForm } from './golden-form'

/** The questions this article has to answer: a change that fails them is not published. */
export function ArticleGolden({ of }: { of: ArticleDetail }) {
  const me = useMe()
  const mayEdit = me.rights.includes('knowledge.edit')
  const { data, reload } = useRead<GoldenList>(paths.golden)
  const [failed, setFailed] = useState<unknown>(null)
  const own = (data?.items ?? []).filter(({ expectedKey }) => expectedKey === of.key)
  return (
    <section aria-label="这一篇的测试题">
      <h2>测试题</h2>
      {failed !== null && <p role="alert">{faultWords(failed)}</p>}
      {data !== null && own.length === 0 && (
        <p className="quiet">还没有题守着这一篇。加上业主常问的一句，价格写进「要有的字」，改错时会被拦住。</p>
      )}
      {own.length > 0 && (
        <ul className="gate-lines">
          {own.map(({ id, query, answerHas }) => (
            <li key={id}>
              {query}
              {answerHas !== '' && <span className="quiet">（答案里要有「{answerHas}」）</span>}{' '}
              {mayEdit && (
                <button
                  type="button"
                  className="link"
                  aria-label={`删掉「${query}」`}
                  onClick={() => void remove(paths.goldenQuestion(id)).then(reload, setFailed)}
                >
                  删掉
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayEdit && <GoldenForm articleId={of.id} added={reload} />}
    </section>
  )
}
