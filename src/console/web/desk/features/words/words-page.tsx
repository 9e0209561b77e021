import { useState } from 'react'
import { Button, Spin } from 'antd'
import type { WordFiles, WordKind } from '../../../../contract/wordings'
import { paths } from '../../../../contract/paths'
import { useCompany } from '../../company'
import { FaultHint, Hint } from '../../components/hint'
import { useRead } from '../../http/use-read'
import { useKept } from '../../kept'
import { useMe } from '../../me'
import { go } from '../../route'
import type { SectionProps } from '../../sections'
import { keyOf, type Draft } from './draft'
import { FileEditor } from './file-editor'
import { Trial } from './trial'
import './words.css'

const GROUPS: { title: string; kinds: WordKind[] }[] = [
  { title: '对话里说的话', kinds: ['dialog'] },
  { title: '规矩', kinds: ['service', 'handoff', 'guard'] },
  { title: '听懂的词', kinds: ['thesaurus', 'words'] },
]

/** What the bot says and goes by: changed, tried and brought live without a restart. */
export function WordsPage({ id }: SectionProps) {
  const { communities } = useCompany()
  const may = useMe().rights.includes('words.edit')
  const { data, fault, reload } = useRead<WordFiles>(paths.words)
  const [drafts, setDrafts] = useKept<Record<string, Draft>>('words', {})
  const [community, setCommunity] = useState<string | null>(null)
  const [isTrying, setTrying] = useState(false)
  const file = data?.items.find(({ path }) => path === id)
  const draftOf = (path: string) => Object.values(drafts).some((draft) => draft.path === path)
  return (
    <main className="words" data-pane={id === null ? 'list' : isTrying ? 'trial' : 'file'}>
      <nav className="pane words-list scroll" aria-label="话术文件">
        {fault !== null && <FaultHint fault={fault} again={reload} />}
        {data === null && fault === null && <Spin className="centre" />}
        {data &&
          GROUPS.map(({ title, kinds }) => (
            <section key={title}>
              <h2 className="padded">{title}</h2>
              {data.items
                .filter(({ kind }) => kinds.includes(kind))
                .map(({ path, title: name, changed, shippedChanged }) => (
                  <button
                    key={path}
                    type="button"
                    className="line"
                    aria-current={path === id}
                    onClick={() => (setTrying(false), go('words', path))}
                  >
                    <span className="top">
                      <strong>{name}</strong>
                    </span>
                    {(draftOf(path) || changed || shippedChanged) && (
                      <span className="facts">
                        {[draftOf(path) && '有没上线的修改', changed && '改过', shippedChanged && '出厂文字已更新']
                          .filter(Boolean)
                          .join('，')}
                      </span>
                    )}
                  </button>
                ))}
            </section>
          ))}
      </nav>
      <section className="pane words-file" aria-label="内容">
        {id === null && (
          <Hint title="选一项，看看机器人怎么说">改了先试聊，满意了再上线；一秒内生效，随时能恢复。</Hint>
        )}
        {id !== null && (
          <FileEditor
            key={keyOf(id, community)}
            path={id}
            kind={file?.kind ?? 'dialog'}
            community={community}
            setCommunity={setCommunity}
            draft={drafts[keyOf(id, community)] ?? null}
            setDraft={(draft) => setDrafts((all) => withDraft(all, keyOf(id, community), draft))}
            may={may}
            published={reload}
            openTrial={() => setTrying(true)}
          />
        )}
      </section>
      {may && (
        <section className="pane words-trial" aria-label="试聊">
          <header className="head">
            <Button className="only-narrow" type="text" onClick={() => setTrying(false)} aria-label="回到修改">
              ‹
            </Button>
            <span className="title">
              <strong>试聊</strong>
              <span className="quiet small">用还没上线的修改来答，不留记录，不开工单</span>
            </span>
          </header>
          <Trial drafts={Object.values(drafts)} community={community ?? communities[0]?.id ?? null} />
        </section>
      )}
    </main>
  )
}

function withDraft(all: Record<string, Draft>, key: string, draft: Draft | null): Record<string, Draft> {
  const { [key]: _old, ...others } = all
  return draft === null ? others : { ...others, [key]: draft }
}
