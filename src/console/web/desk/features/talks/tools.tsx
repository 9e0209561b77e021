import { lazy, Suspense, useRef, useState } from 'react'
import { Button } from 'antd'
import type { TalkItem } from '../../../../contract/console'
import { useMe } from '../../me'
import { ArticleTray } from './trays/article-tray'
import { NoteTray } from './trays/note-tray'
import { PhraseTray } from './trays/phrase-tray'
import { SuggestionTray } from './trays/suggestion-tray'

const PassDialog = lazy(() => import('./dialogs/pass-dialog').then((module) => ({ default: module.PassDialog })))
const CallDialog = lazy(() => import('./dialogs/call-dialog').then((module) => ({ default: module.CallDialog })))
const CaseDialog = lazy(() => import('./dialogs/case-dialog').then((module) => ({ default: module.CaseDialog })))

const TRAYS = { phrases: '常用语', articles: '查知识', suggestions: '建议回复', note: '备注' } as const
type Tray = keyof typeof TRAYS
type Dialog = 'pass' | 'call' | 'case'

const FILES = 'image/png,image/jpeg,application/pdf,.docx,.xlsx'

/**
 * What helps in a talk. With `insert` (one holds it and writes) there are words and files to send; without, what everybody may do
 * beside it: a note, a case, and for whoever leads, giving it to somebody else.
 */
export function Tools(props: {
  talk: TalkItem
  changed: () => void
  insert?: (words: string) => void
  attach?: (file: File) => void
  children?: React.ReactNode
}) {
  const { talk, changed, insert, attach, children } = props
  const me = useMe()
  const [tray, setTray] = useState<Tray | null>(null)
  const [dialog, setDialog] = useState<Dialog | null>(null)
  const picker = useRef<HTMLInputElement>(null)
  const { handoff } = talk
  const isActive = handoff?.status === 'active' && handoff.mode === 'console'
  const mayPass = isActive && (handoff.assignee === me.name || me.rights.includes('talks.assign'))
  const close = () => setDialog(null)
  const put = (words: string) => {
    insert?.(words)
    setTray(null)
  }
  const trays: Tray[] = insert ? ['phrases', 'articles', 'suggestions', 'note'] : ['note']
  return (
    <>
      {tray !== null && (
        <section className="tray" aria-label={TRAYS[tray]}>
          {tray === 'phrases' && <PhraseTray talk={talk} insert={put} />}
          {tray === 'articles' && <ArticleTray talk={talk} insert={put} />}
          {tray === 'suggestions' && <SuggestionTray talk={talk} insert={put} />}
          {tray === 'note' && (
            <NoteTray
              talk={talk}
              done={() => {
                setTray(null)
                changed()
              }}
            />
          )}
        </section>
      )}
      {children}
      <div className="tools" role="toolbar" aria-label="接待工具">
        {trays.map((name) => (
          <Button
            key={name}
            size="small"
            type={tray === name ? 'primary' : 'default'}
            aria-expanded={tray === name}
            onClick={() => setTray(tray === name ? null : name)}
          >
            {TRAYS[name]}
          </Button>
        ))}
        {attach && (
          <>
            <Button size="small" onClick={() => picker.current?.click()}>
              照片/文件
            </Button>
            <input
              ref={picker}
              type="file"
              hidden
              accept={FILES}
              aria-label="选择要发给业主的照片或文件"
              onChange={({ currentTarget }) => {
                const [chosen] = currentTarget.files ?? []
                if (chosen) attach(chosen)
                currentTarget.value = ''
              }}
            />
          </>
        )}
        {me.rights.includes('cases.act') && (
          <Button size="small" onClick={() => setDialog('case')}>
            登记工单
          </Button>
        )}
        {mayPass && (
          <Button size="small" onClick={() => setDialog('pass')}>
            转给同事
          </Button>
        )}
        {isActive && handoff.assignee === me.name && (
          <Button size="small" onClick={() => setDialog('call')}>
            请主管
          </Button>
        )}
      </div>
      <Suspense>
        {dialog === 'case' && <CaseDialog talk={talk} changed={changed} close={close} insert={insert} />}
        {dialog === 'pass' && handoff && <PassDialog talk={talk} handoff={handoff} changed={changed} close={close} />}
        {dialog === 'call' && handoff && <CallDialog handoff={handoff} changed={changed} close={close} />}
      </Suspense>
    </>
  )
}
