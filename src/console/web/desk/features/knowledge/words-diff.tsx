import { diffArrays } from 'diff'
import type { ArticleVersion } from '../../../../contract/knowledge-desk'

const FIELDS: [label: string, read: (version: ArticleVersion) => string][] = [
  ['问题', (version) => version.question],
  ['相似问', (version) => version.similar.join('\n')],
  ['答案', (version) => version.answer],
  ['分类', (version) => version.topic],
  ['生效', (version) => version.validFrom?.slice(0, 10) ?? ''],
  ['失效', (version) => version.validTo?.slice(0, 10) ?? ''],
  ['依据', (version) => version.source],
  ['由谁代替', (version) => version.supersededBy ?? ''],
]

/** What one version says otherwise than another: taken out in red, put in in green. */
export function WordsDiff({ from, to }: { from: ArticleVersion; to: ArticleVersion }) {
  const changed = FIELDS.filter(([, read]) => read(from) !== read(to))
  if (changed.length === 0) return <p className="quiet">两个版本内容一样。</p>
  return changed.map(([label, read]) => (
    <div key={label} className="part">
      <h3>{label}</h3>
      <p className="diff">
        {diffArrays(wordsOf(read(from)), wordsOf(read(to))).map((part, index) =>
          part.added ? (
            <ins key={index}>{part.value.join('')}</ins>
          ) : part.removed ? (
            <del key={index}>{part.value.join('')}</del>
          ) : (
            <span key={index}>{part.value.join('')}</span>
          ),
        )}
      </p>
    </div>
  ))
}

/** A number changes as a whole: 30 that became 35 is not read as 305. */
function wordsOf(text: string): string[] {
  return text.match(/\d[\d.,:]*|[a-z]+|[^]/giu) ?? []
}
