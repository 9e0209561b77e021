import { useState } from 'react'
import { Alert, App, Button, Select, Spin, Tabs } from 'antd'
import type { CheckedChange, WordFault, WordFileView, WordKind } from '../../../../contract/wordings'
import { paths } from '../../../../contract/paths'
import { useCompany } from '../../company'
import { FaultHint } from '../../components/hint'
import { faultWords } from '../../http/fault-words'
import { Fault, newRequestId, post } from '../../http/request'
import { useRead } from '../../http/use-read'
import { go } from '../../route'
import { Before } from './before'
import { broughtOver, changeOf, emptyDraft, isChanged, type Draft } from './draft'
import { GoLive } from './go-live'
import { GuardTable } from './guard-table'
import { HandoffTable } from './handoff-table'
import { Outline } from './outline'
import { Sentences } from './sentences'
import { ServiceTable } from './service-table'
import { ThesaurusTable } from './thesaurus-table'
import { WholeText } from './whole-text'

/** One file: what it says in plain words, its sentences or table, the whole text, and what was changed before. */
export function FileEditor(props: {
  path: string
  kind: WordKind
  community: string | null
  setCommunity: (id: string | null) => void
  draft: Draft | null
  setDraft: (draft: Draft | null) => void
  may: boolean
  published: () => void
  openTrial: () => void
}) {
  const { path, kind, setDraft, may } = props
  const { communities } = useCompany()
  const { message } = App.useApp()
  const mayDiffer = kind === 'dialog' || kind === 'service'
  const community = mayDiffer ? props.community : null
  const {
    data: view,
    fault,
    reload,
  } = useRead<WordFileView>(paths.wordFile, { path, community: community ?? undefined })
  const [checked, setChecked] = useState<CheckedChange | null>(null)
  const [faults, setFaults] = useState<WordFault[]>([])
  const [busy, setBusy] = useState(false)
  if (fault !== null) return <FaultHint fault={fault} again={reload} />
  if (view === null) return <Spin className="centre" />
  const draft = props.draft ?? emptyDraft(view)
  const changed = isChanged(draft, view)
  const change = (next: Partial<Draft>) => {
    const whole = { ...draft, ...next }
    setFaults([])
    setDraft(isChanged(whole, view) ? whole : null)
  }
  const check = async () => {
    setBusy(true)
    await post<CheckedChange>(paths.wordCheck, changeOf(draft)).then(
      (found) => (found.faults.length > 0 ? setFaults(found.faults) : setChecked(found)),
      (failed: unknown) => void message.error(faultWords(failed)),
    )
    setBusy(false)
  }
  const done = (words: string) => {
    setChecked(null)
    setDraft(null)
    reload()
    props.published()
    void message.success(words)
  }
  const goLive = (note: string) =>
    post(paths.wordPublish, { ...changeOf(draft), over: draft.over, note, id: newRequestId() }).then(
      () => done('已经上线，下一句话就按新的说。'),
      (failed: unknown) => {
        setChecked(null)
        const told =
          failed instanceof Fault ? (failed.details as { faults?: WordFault[] } | undefined)?.faults : undefined
        if (told) setFaults(told)
        else if (failed instanceof Fault && failed.code === 'overlay_changed') reload()
        else void message.error(faultWords(failed))
      },
    )
  const goBack = (version: number) =>
    post(paths.wordGoBack, { path, community, over: view.version, version, id: newRequestId() }).then(
      () => done(version === 0 ? '已恢复出厂文字。' : `已恢复到第 ${version} 版。`),
      (failed: unknown) => void message.error(faultWords(failed)),
    )
  const table = { view, draft, change, may }
  const main =
    kind === 'dialog' ? (
      <>
        <Outline view={view} />
        <Sentences {...table} />
      </>
    ) : kind === 'thesaurus' ? (
      <ThesaurusTable {...table} />
    ) : kind === 'guard' ? (
      <GuardTable {...table} />
    ) : kind === 'service' ? (
      <ServiceTable {...table} />
    ) : kind === 'handoff' ? (
      <HandoffTable {...table} />
    ) : null
  return (
    <>
      <header className="head words-head">
        <Button className="only-phone" type="text" onClick={() => go('words')} aria-label="回到列表">
          ‹
        </Button>
        <strong className="title">{view.title}</strong>
        {mayDiffer && communities.length > 0 && (
          <Select
            aria-label="给哪里改"
            value={props.community ?? ''}
            onChange={(id) => props.setCommunity(id || null)}
            options={[
              { value: '', label: '全公司' },
              ...communities.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
      </header>
      <div className="scroll padded words-body">
        {view.shippedChanged && (
          <Alert
            type="warning"
            showIcon
            title="出厂文字已更新"
            description="您改过的地方，新版本里也改了。对照看看，要不要再调一调，或恢复出厂文字。"
          />
        )}
        {view.lost.length > 0 && (
          <Alert type="info" showIcon title={`有 ${view.lost.length} 处修改在新版本里已经没有了，不再起作用。`} />
        )}
        {draft.over !== view.version && (
          <Alert
            type="warning"
            showIcon
            title="您改的时候，同事上线了新的一版"
            description="您的修改还在。先在「改过什么」里看看同事改了哪里，再接着改。"
            action={
              <Button size="small" onClick={() => setDraft(broughtOver(draft, view))}>
                看过了，接着改
              </Button>
            }
          />
        )}
        {faults.length > 0 && <Faults faults={faults} />}
        <Tabs
          items={[
            ...(main ? [{ key: 'main', label: kind === 'dialog' ? '句子' : '内容', children: main }] : []),
            ...(community === null
              ? [{ key: 'text', label: '整份文字', children: <WholeText {...table} faults={faults} /> }]
              : []),
            {
              key: 'before',
              label: '改过什么',
              children: <Before key={view.version} view={view} may={may} goBack={goBack} />,
            },
          ]}
        />
      </div>
      {may && (
        <footer className="words-foot">
          <span className="quiet">{changed ? '有没上线的修改' : '和线上一样'}</span>
          <Button className="only-narrow" onClick={props.openTrial}>
            试聊
          </Button>
          <Button disabled={!changed} onClick={() => (setFaults([]), setDraft(null))}>
            放弃修改
          </Button>
          <Button type="primary" disabled={!changed} loading={busy} onClick={() => void check()}>
            上线…
          </Button>
        </footer>
      )}
      {checked && <GoLive title={view.title} checked={checked} close={() => setChecked(null)} goLive={goLive} />}
    </>
  )
}

function Faults({ faults }: { faults: WordFault[] }) {
  return (
    <Alert
      type="error"
      showIcon
      title="有几处写得不对，还没上线；正在用的照常工作"
      description={
        <ul>
          {faults.map(({ line, words }) => (
            <li key={`${line} ${words}`}>
              {line === null ? '' : `第 ${line} 行：`}
              {words}
            </li>
          ))}
        </ul>
      }
    />
  )
}
