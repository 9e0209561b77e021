import { useState } from 'react'
import { Segmented, Tag, Timeline } from 'antd'
import type { CaseMessage, CaseSheet } from '../../../../contract/desk-cases'
import { SOURCE_WORDS } from '../../../../contract/case-words'
import { ACTION, STAGE } from '../../components/words'
import { useNow } from '../../components/times'
import { useStaffName } from '../../company'
import { When } from './when'

type Entry = {
  key: string
  at: string
  kind: 'stage' | 'message' | 'promise'
  colour: string
  content: React.ReactNode
}

const SHOWN = [
  { value: 'all', label: '全部' },
  { value: 'stage', label: '环节' },
  { value: 'message', label: '对话' },
  { value: 'promise', label: '承诺' },
] as const

/** All that happened in the order of time: stages, what was said by bot, owner and staff by whichever way, times we named, the rating. */
export function CaseTimeline({ of }: { of: CaseSheet }) {
  const nameOf = useStaffName()
  const [shown, setShown] = useState<(typeof SHOWN)[number]['value']>('all')
  const now = useNow()
  const entries = entriesOf(of, nameOf, now).filter(({ kind }) => shown === 'all' || kind === shown)
  return (
    <section aria-label="经过">
      <h2>经过</h2>
      <Segmented className="no-print gap-below" options={[...SHOWN]} value={shown} onChange={setShown} />
      {entries.length === 0 && <p className="quiet">这里还没有内容。</p>}
      <Timeline items={entries.map(({ key, colour, content }) => ({ key, color: colour, content }))} />
    </section>
  )
}

function entriesOf(of: CaseSheet, nameOf: (who: string) => string, now: number): Entry[] {
  const entries: Entry[] = [
    ...of.stages.map((stage, index): Entry => ({
      key: `stage-${index}`,
      at: stage.at,
      kind: 'stage',
      colour: 'green',
      content: <StageLine stage={stage} of={of} nameOf={nameOf} />,
    })),
    ...of.messages.map((message): Entry => ({
      key: `message-${message.seq}`,
      at: message.at,
      kind: 'message',
      colour: message.author === 'owner' ? 'orange' : 'blue',
      content: <MessageLine message={message} />,
    })),
    ...of.promises.map((promise): Entry => ({
      key: `promise-${promise.id}`,
      at: promise.madeAt,
      kind: 'promise',
      colour: promise.ending === 'broken' ? 'red' : 'gray',
      content: (
        <>
          <strong>答应业主</strong>{' '}
          <span className="quiet">
            <When at={promise.madeAt} />
          </span>
          <div>
            <When at={promise.dueAt} />前{promise.what.replace(of.number, '').trim() || '答复'}
            <span className={promise.ending === 'broken' ? 'late' : 'quiet'}>
              {' '}
              · {promise.ending === null ? openWords(promise, now) : ENDING[promise.ending]}
            </span>
          </div>
        </>
      ),
    })),
  ]
  if (of.rating)
    entries.push({
      key: 'rating',
      at: of.rating.at,
      kind: 'stage',
      colour: 'orange',
      content: (
        <>
          <strong>业主评价</strong>{' '}
          <span className="quiet">
            <When at={of.rating.at} />
          </span>
          <div>
            {of.rating.score}分 {of.rating.comment}
          </div>
        </>
      ),
    })
  return entries.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

/** Whether what was promised by now was done is looked at a little later. */
const openWords = ({ dueAt }: { dueAt: string }, now: number) =>
  Date.parse(dueAt) > now ? '还在时间内' : '时间已到，正在核实'

const ENDING = { kept: '做到了', broken: '没有做到', renegotiated: '另约了时间' } as const

function StageLine(props: { stage: CaseSheet['stages'][number]; of: CaseSheet; nameOf: (who: string) => string }) {
  const { stage, nameOf } = props
  const { actor } = stage
  const { way, to, words } = readNote(stage.note)
  const bySystem = actor.startsWith('system')
  const name = nameOfStage(stage, props.of)
  const by = bySystem ? '系统' : (ACTOR[actor] ?? nameOf(actor))
  return (
    <>
      <strong>{name}</strong> {way && <Tag>{way}</Tag>}
      <span className="quiet">
        <When at={stage.at} />
      </span>
      <div>
        {by}
        {to && ` ${name}${nameOf(to)}`}
        {words ? `：${words}` : ''}
      </div>
    </>
  )
}

/** A call or a visit stands before the note, and to whom the case went (case-actions.tsx); without a note the server names whom. */
function readNote(note: string): { way: string | null; to: string | null; words: string } {
  const arrow = /^→ (.+)$/.exec(note)
  if (arrow) return { way: null, to: arrow[1]!, words: '' }
  const given = /^【给(.+?)】(.*)$/s.exec(note)
  if (given) return { way: null, to: given[1]!, words: given[2]! }
  const [, way, words] = /^【(.{2,4})】(.*)$/s.exec(note) ?? [null, null, note]
  return { way, to: null, words }
}

/** As the button says it; a stage nobody needed keeps its own name. */
function nameOfStage({ stage, note, actor }: CaseSheet['stages'][number], of: CaseSheet): string {
  if (note !== '无需此环节' && stage === 'pass_on') return ACTION.assign
  if (stage === 'urged' && actor.startsWith('system')) return '系统提醒'
  // Filing writes the first stage; whoever takes it on writes it again.
  if (stage === 'intake' && (of.status === 'open' || actor === 'bot')) return '登记'
  return STAGE[stage] ?? stage
}

const ACTOR: Record<string, string> = { bot: '首问助手', owner: '业主' }
const AUTHOR = { owner: '业主', bot: '首问助手', staff: '同事', system: '系统' } as const
const FILE: Record<string, string> = { image: '照片', voice: '语音', video: '视频', file: '文件', location: '位置' }

function MessageLine({ message }: { message: CaseMessage }) {
  const { author, authorName, channel, text, fileUrl, kind } = message
  return (
    <>
      <strong>{authorName ?? AUTHOR[author]}</strong> <Tag>{SOURCE_WORDS[channel] ?? channel}</Tag>
      <span className="quiet">
        <When at={message.at} />
      </span>
      <div className="said">
        {message.recalled && <em>已撤回：</em>}
        {fileUrl !== null && (
          <>
            <a href={fileUrl} target="_blank" rel="noreferrer">
              [{FILE[kind] ?? '文件'}]
            </a>{' '}
          </>
        )}
        {text}
      </div>
    </>
  )
}
