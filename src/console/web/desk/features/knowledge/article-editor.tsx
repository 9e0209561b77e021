import { useState } from 'react'
import { Alert, App, Button, Input, Popconfirm, Select, Spin, Tag } from 'antd'
import type { ArticleDetail, DraftRequest, GateAnswer } from '../../../../contract/knowledge-desk'
import { paths } from '../../../../contract/paths'
import { useCompany } from '../../company'
import { FaultHint } from '../../components/hint'
import { faultWords } from '../../http/fault-words'
import { Fault, get, newRequestId, post, put, remove } from '../../http/request'
import { useKeeper } from '../../kept'
import { useRead } from '../../http/use-read'
import { useMe } from '../../me'
import { go } from '../../route'
import { AnswerPreview } from './answer-preview'
import { ArticleGolden } from './article-golden'
import { ArticleHistory } from './article-history'
import { ArticlePicker } from './article-picker'
import { STATE, STATE_COLOR } from './article-words'
import { GateReport } from './gate-report'
import { Override } from './override'
import { PublishPanel } from './publish-panel'

/** One article: its words, what may be done with them now, and what they were. */
export function ArticleEditor({ id }: { id: string }) {
  const isNew = id === 'new'
  const { data, fault, reload } = useRead<ArticleDetail>(isNew ? null : paths.article(id))
  const [round, setRound] = useState(0)
  // It outlives the form: trying what was just typed makes a new version first.
  const [report, setReport] = useState<GateAnswer | null>(null)
  if (!isNew && fault !== null && data === null) return <FaultHint fault={fault} again={reload} />
  if (!isNew && data === null) return <Spin className="centre" />
  const version = data?.versions[0]?.version ?? 0
  return (
    <Editor
      key={`${version} ${round}`}
      of={data}
      reload={reload}
      again={() => setRound(round + 1)}
      report={report}
      setReport={setReport}
    />
  )
}

/** Words that are not saved yet, and the version they were written over. */
interface Begun {
  over: number
  words: Omit<DraftRequest, 'id' | 'base'>
  superseder: ArticleDetail['superseder']
}

interface Open {
  of: ArticleDetail | null
  reload: () => void
  /** Begins anew with what is saved. */
  again: () => void
  report: GateAnswer | null
  setReport: (report: GateAnswer | null) => void
}

function Editor({ of, reload, again, report, setReport }: Open) {
  const me = useMe()
  const { communities } = useCompany()
  const { message } = App.useApp()
  const newest = of?.versions[0]
  const over = newest?.version ?? 0
  const state = newest?.state ?? 'draft'
  const isOpen = state !== 'review' && state !== 'scheduled'
  const mayEdit = me.rights.includes('knowledge.edit') && isOpen
  const kept = useKeeper<Begun>(`article.${of?.id ?? 'new'}`)
  const [begun] = useState(() => (mayEdit ? kept.read() : null))
  const [words, setWords] = useState<Begun['words']>(
    begun?.words ?? {
      question: newest?.question ?? '',
      similar: newest?.similar ?? [],
      answer: newest?.answer ?? '',
      topic: newest?.topic ?? '',
      validFrom: newest?.validFrom ?? null,
      validTo: newest?.validTo ?? null,
      source: newest?.source ?? '',
      supersededBy: newest?.supersededBy ?? null,
      communityId: of?.communityId ?? null,
      note: '',
    },
  )
  const [superseder, setSuperseder] = useState(begun ? begun.superseder : (of?.superseder ?? null))
  const [isChanged, setIsChanged] = useState(begun !== null)
  const [busy, setBusy] = useState(false)
  const isDraft = of !== null && state !== 'published' && state !== 'replaced'
  const set = (change: Partial<typeof words>, successor = superseder) => {
    const next = { ...words, ...change }
    setIsChanged(true)
    setWords(next)
    // Still over the version that was seen, until somebody has read that there is a newer one.
    kept.write({ over: begun?.over ?? over, words: next, superseder: successor })
  }
  const run = async (work: () => Promise<unknown>) => {
    setBusy(true)
    setReport(null)
    await work().then(reload, (failed: unknown) => {
      if (failed instanceof Fault && failed.code === 'golden_worse') setReport(failed.details as GateAnswer)
      // The words are kept; they come back beside word of what the colleague saved.
      else if (failed instanceof Fault && failed.code === 'entry_changed') {
        void message.warning('同事刚刚存了新的一版，先看看再存。')
        reload()
      } else void message.error(faultWords(failed))
    })
    setBusy(false)
  }
  /** What is on the screen, as the newest version. */
  const save = async (): Promise<ArticleDetail> => {
    if (of && !isChanged) return of
    const body = { ...words, similar: words.similar.map((one) => one.trim()).filter(Boolean), id: newRequestId() }
    if (of) {
      const saved = await put<ArticleDetail>(paths.article(of.id), { ...body, base: over })
      kept.write(null)
      return saved
    }
    const made = await post<ArticleDetail>(paths.articles, body)
    kept.write(null)
    go('knowledge', 'articles', made.id)
    return made
  }
  const act = (name: 'submit' | 'withdraw' | 'return' | 'unschedule' | 'publish', more: object = {}) =>
    void run(async () => {
      const { id, versions } = await save()
      await post(paths.articleAct(id, name), { version: versions[0]!.version, ...more, id: newRequestId() })
    })
  const tryIt = () =>
    void run(async () => setReport(await get<GateAnswer>(paths.articleAct((await save()).id, 'check'))))
  const drop = () =>
    remove(paths.article(of!.id)).then(
      () => (kept.write(null), go('knowledge', 'articles')),
      (failed: unknown) => void message.error(faultWords(failed)),
    )
  return (
    <div className="knowledge-body">
      <div className="knowledge-column article-form">
        <p>
          <button type="button" className="link" onClick={() => go('knowledge', 'articles')}>
            全部文章
          </button>{' '}
          {newest && <Tag color={STATE_COLOR[state]}>{STATE[state]}</Tag>}
          {of?.superseder && (
            <span className="quiet">
              {isDraft ? '发布后由' : '已由'}「{of.superseder.question}」代替
            </span>
          )}
        </p>
        {begun && (
          <Alert
            className="gap-below"
            type={begun.over === over ? 'info' : 'warning'}
            showIcon
            title={
              begun.over === over
                ? '这是您上次写的，还没有存。'
                : `同事已经存了第 ${over} 版，您写的还在这里。存之前请先在下面的「版本」里看看同事改了什么。`
            }
            action={
              <Button size="small" onClick={() => (kept.write(null), again())}>
                {begun.over === over ? '不要了' : '用同事的'}
              </Button>
            }
          />
        )}
        <Field label="问题" id="article-question">
          <Input
            id="article-question"
            readOnly={!mayEdit}
            value={words.question}
            onChange={(event) => set({ question: event.target.value })}
          />
        </Field>
        <Field label="相似问（一行一个，业主会怎么说）" id="article-similar">
          <Input.TextArea
            id="article-similar"
            readOnly={!mayEdit}
            autoSize={{ minRows: 2, maxRows: 10 }}
            value={words.similar.join('\n')}
            onChange={(event) => set({ similar: event.target.value.split('\n') })}
          />
        </Field>
        <Field label="答案（小区里填的数写成 {{phone.service}} 这样）" id="article-answer">
          <Input.TextArea
            id="article-answer"
            readOnly={!mayEdit}
            autoSize={{ minRows: 4, maxRows: 16 }}
            value={words.answer}
            onChange={(event) => set({ answer: event.target.value })}
          />
        </Field>
        <AnswerPreview answer={words.answer} communityId={words.communityId ?? communities[0]?.id ?? null} />
        <div className="pair">
          <Field label="分类" id="article-topic">
            <Input
              id="article-topic"
              readOnly={!mayEdit}
              value={words.topic}
              onChange={(event) => set({ topic: event.target.value })}
            />
          </Field>
          <Field label="小区" id="article-community">
            <Select
              id="article-community"
              style={{ width: '100%' }}
              disabled={!mayEdit || (of?.publishedVersion ?? 0) > 0}
              value={words.communityId ?? ''}
              onChange={(communityId: string) => set({ communityId: communityId || null })}
              options={[
                { value: '', label: '所有小区' },
                ...communities.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          </Field>
          <Field label="生效日" id="article-from">
            <Input
              id="article-from"
              type="date"
              readOnly={!mayEdit}
              value={words.validFrom?.slice(0, 10) ?? ''}
              onChange={(event) => set({ validFrom: event.target.value || null })}
            />
          </Field>
          <Field label="失效日" id="article-to">
            <Input
              id="article-to"
              type="date"
              readOnly={!mayEdit}
              value={words.validTo?.slice(0, 10) ?? ''}
              onChange={(event) => set({ validTo: event.target.value || null })}
            />
          </Field>
          <Field label="依据" id="article-source">
            <Input
              id="article-source"
              readOnly={!mayEdit}
              value={words.source}
              onChange={(event) => set({ source: event.target.value })}
            />
          </Field>
          {mayEdit && (
            <Field label="改了什么、为什么" id="article-note">
              <Input
                id="article-note"
                readOnly={!mayEdit}
                value={words.note}
                onChange={(event) => set({ note: event.target.value })}
              />
            </Field>
          )}
        </div>
        {(mayEdit || superseder !== null) && (
          <div className="part">
            <label htmlFor="article-successor">由哪一篇代替（选了之后，发布时这一篇就不再回答）</label>
            <ArticlePicker
              id="article-successor"
              label="由哪一篇代替"
              placeholder="没有，这一篇自己回答"
              disabled={!mayEdit}
              except={of?.id}
              chosen={superseder}
              choose={(chosen) => {
                setSuperseder(chosen)
                set({ supersededBy: chosen?.id ?? null }, chosen)
              }}
            />
          </div>
        )}
        <p className="buttons part">
          {mayEdit && (
            <Button type="primary" loading={busy} disabled={of !== null && !isChanged} onClick={() => void run(save)}>
              存为草稿
            </Button>
          )}
          {mayEdit && of && (isChanged || isDraft) && (
            <Button loading={busy} onClick={() => act('submit')}>
              提交审核
            </Button>
          )}
          {state === 'review' && me.rights.includes('knowledge.edit') && (
            <Button disabled={busy} onClick={() => act('withdraw')}>
              撤回修改
            </Button>
          )}
          {me.rights.includes('knowledge.publish') && of && (isChanged || isDraft) && (
            <Button disabled={busy} onClick={tryIt}>
              {isChanged ? '存下并先试一试' : '先试一试'}
            </Button>
          )}
          {mayEdit && of?.publishedVersion === 0 && (
            <Popconfirm title="删除这篇草稿？" okText="删除" cancelText="留着" onConfirm={drop}>
              <Button danger disabled={busy}>
                删除草稿
              </Button>
            </Popconfirm>
          )}
        </p>
        {of && <PublishPanel of={of} busy={busy} act={act} />}
        {report && <GateReport report={report} />}
        {report?.refused && of && !isOpen && of.review !== 'own' && of.review !== 'no' && (
          <Override busy={busy} publish={(override) => act('publish', { override })} />
        )}
        {of && <ArticleGolden of={of} />}
        {of && <ArticleHistory of={of} run={run} />}
      </div>
    </div>
  )
}

function Field({ label, id, children }: { label: string; id: string; children: React.ReactNode }) {
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      {children}
    </div>
  )
}
