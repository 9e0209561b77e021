import { App, Button, Spin, Tag } from 'antd'
import type { WordFileView, WordVersions } from '../../../../contract/wordings'
import { paths } from '../../../../contract/paths'
import { timeWords } from '../../../time-words'
import { FaultHint, Hint } from '../../components/hint'
import { useRead } from '../../http/use-read'
import { Diff } from './diff'

/** Who changed what when and why; any version, or what ships, can be brought back. */
export function Before(props: { view: WordFileView; may: boolean; goBack: (version: number) => Promise<unknown> }) {
  const { view, may, goBack } = props
  const { modal } = App.useApp()
  const { data, fault, reload } = useRead<WordVersions>(paths.wordVersions, {
    path: view.path,
    community: view.community ?? undefined,
  })
  const ask = (version: number, title: string) =>
    void modal.confirm({
      title,
      content: '马上生效；现在的文字留在记录里，还能再换回来。',
      okText: '恢复',
      cancelText: '不用了',
      onOk: () => goBack(version),
    })
  if (fault !== null) return <FaultHint fault={fault} again={reload} />
  if (data === null) return <Spin className="centre" />
  if (data.items.length === 0) return <Hint title="还没有改过">现在用的就是出厂文字。</Hint>
  return (
    <>
      {may && !data.items[0]?.shipped && <Button onClick={() => ask(0, '恢复出厂文字？')}>恢复出厂文字</Button>}
      <ul>
        {data.items.map(({ version, by, at, note, shipped, diff }, place) => (
          <li key={version} className="card">
            <header>
              <strong>第 {version} 版</strong>
              {shipped && <Tag>出厂文字</Tag>}
              {place === 0 && <Tag color="green">现在用的</Tag>}
              <span className="quiet">
                {by}，{timeWords(at)}
              </span>
              {may && place > 0 && (
                <Button
                  size="small"
                  className="words-edit"
                  aria-label={`恢复到第 ${version} 版`}
                  onClick={() => ask(version, `恢复到第 ${version} 版？`)}
                >
                  恢复到这一版
                </Button>
              )}
            </header>
            {note && <p>{note}</p>}
            <Diff lines={diff} />
          </li>
        ))}
      </ul>
    </>
  )
}
