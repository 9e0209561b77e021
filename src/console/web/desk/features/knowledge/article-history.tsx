import { useState } from 'react'
import { Button, Select, Tag } from 'antd'
import type { ArticleDetail } from '../../../../contract/knowledge-desk'
import { paths } from '../../../../contract/paths'
import { timeWords } from '../../../time-words'
import { post } from '../../http/request'
import { useMe } from '../../me'
import { EVENT, STATE, authorWords } from './article-words'
import { WordsDiff } from './words-diff'

/** Versions with who, when and why; what any two say differently; the way back. */
export function ArticleHistory({
  of,
  run,
}: {
  of: ArticleDetail
  run: (work: () => Promise<unknown>) => Promise<void>
}) {
  const me = useMe()
  const newest = of.versions[0]!
  const [from, setFrom] = useState(of.versions.find(({ version }) => version === of.publishedVersion)?.version ?? 1)
  const [to, setTo] = useState(newest.version)
  const find = (wanted: number) => of.versions.find(({ version }) => version === wanted) ?? newest
  const options = of.versions.map(({ version, by }) => ({
    value: version,
    label: `第 ${version} 版 ${authorWords(by)}`,
  }))
  return (
    <section>
      <h2>版本</h2>
      <div className="article-filters">
        <Select aria-label="比较的旧版" value={from} onChange={setFrom} options={options} />
        <Select aria-label="比较的新版" value={to} onChange={setTo} options={options} />
      </div>
      <WordsDiff from={find(from)} to={find(to)} />
      {of.versions.map((version) => (
        <article key={version.version} className="card">
          <header>
            <strong>第 {version.version} 版</strong>
            <Tag>{version.version === of.publishedVersion ? '业主看到的' : STATE[version.state]}</Tag>
            <span className="quiet">
              {authorWords(version.by)} {timeWords(version.at)}
            </span>
          </header>
          {version.note !== '' && <p>{version.note}</p>}
          {version.version < newest.version && me.rights.includes('knowledge.publish') && (
            <Button
              size="small"
              onClick={() =>
                void run(() =>
                  post(paths.articleAct(of.id, 'rollback'), { version: version.version, base: newest.version }),
                )
              }
            >
              退回到这一版
            </Button>
          )}
        </article>
      ))}
      {of.events.map((event) => (
        <p key={`${event.at}${event.act}`} className="quiet">
          {timeWords(event.at)} {authorWords(event.by)} {EVENT[event.act] ?? event.act}（第 {event.version} 版）
          {event.note}
        </p>
      ))}
    </section>
  )
}
