import { useRef, useState } from 'react'
import { App, Button, Input } from 'antd'
import type { DeskHandoff, TalkItem } from '../../../../contract/console'
import { paths } from '../../../../contract/paths'
import { REASON } from '../../components/words'
import { faultWords } from '../../http/fault-words'
import { newRequestId, post } from '../../http/request'
import { useStaffName } from '../../company'
import { useMe } from '../../me'
import { ReplyHints } from './reply-hints'

/** The lower edge of a talk: take it over, answer, end it; or who serves now. */
export function Answering({ talk, changed }: { talk: TalkItem; changed: () => void }) {
  const me = useMe()
  const nameOf = useStaffName()
  const { handoff } = talk
  if (handoff === null)
    return <p className="answering quiet">机器人正在接待。业主需要人工时，这里会出现「接手」按钮。</p>
  if (!me.rights.includes('talks.serve')) return null
  if (handoff.status === 'waiting') return <Accept handoff={handoff} changed={changed} />
  if (handoff.mode === 'native')
    return (
      <div className="answering">
        <p>{nameOf(handoff.assignee ?? '')} 正在企业微信里接待，请在企业微信客服工作台回复业主。</p>
        <Close handoff={handoff} changed={changed} />
      </div>
    )
  if (handoff.assignee !== me.name)
    return (
      <p className="answering quiet">
        「{nameOf(handoff.assignee ?? '')}」正在接待这位业主。您现在的称呼是「{me.name}」，右上角可以修改。
      </p>
    )
  return <Reply handoff={handoff} changed={changed} />
}

interface Props {
  handoff: DeskHandoff
  changed: () => void
}

/** Runs an act once at a time; what goes wrong is said in words. */
function useAct(changed: () => void) {
  const { message } = App.useApp()
  const [busy, setBusy] = useState(false)
  const act = async (work: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true)
    try {
      await work()
      return true
    } catch (fault) {
      message.error(faultWords(fault))
      return false
    } finally {
      setBusy(false)
      changed()
    }
  }
  return { busy, act }
}

function Accept({ handoff, changed }: Props) {
  const me = useMe()
  const { busy, act } = useAct(changed)
  const [servicer, setServicer] = useState('')
  const native = handoff.mode === 'native'
  const by = native ? servicer.trim() : me.name
  return (
    <div className="answering">
      <p>
        <strong>{REASON[handoff.reason]}</strong>
        {handoff.evidence[0] !== undefined && <q>{handoff.evidence[0]}</q>}
      </p>
      <div className="buttons">
        {native && (
          <Input
            placeholder="正在接待的同事的企业微信账号"
            value={servicer}
            onChange={(event) => setServicer(event.target.value)}
          />
        )}
        <Button
          type="primary"
          loading={busy}
          disabled={by === ''}
          onClick={() => void act(() => post(paths.accept(handoff.id), { by, id: newRequestId() }))}
        >
          {native ? '转给这位同事' : '接手'}
        </Button>
        <Close handoff={handoff} changed={changed} />
      </div>
    </div>
  )
}

function Reply({ handoff, changed }: Props) {
  const me = useMe()
  const { busy, act } = useAct(changed)
  const [text, setText] = useState('')
  // The same words tried twice are one message; new words are another.
  const request = useRef({ text: '', id: '' })
  const send = async () => {
    const words = text.trim()
    if (words === '' || busy) return
    if (request.current.text !== words) request.current = { text: words, id: newRequestId() }
    const body = { by: me.name, text: words, id: request.current.id }
    if (!(await act(() => post(paths.reply(handoff.id), body)))) return
    request.current = { text: '', id: '' }
    setText('')
  }
  return (
    <div className="answering">
      <Input.TextArea
        autoSize={{ minRows: 2, maxRows: 6 }}
        value={text}
        maxLength={2000}
        placeholder="回复业主：先安抚，再说明怎么办、什么时候办好"
        aria-label="回复业主"
        onChange={(event) => setText(event.target.value)}
        onPressEnter={(event) => {
          if (event.shiftKey || event.nativeEvent.isComposing) return
          event.preventDefault()
          void send()
        }}
      />
      <ReplyHints text={text} />
      <div className="buttons">
        <Close handoff={handoff} changed={changed} />
        <Button type="primary" loading={busy} disabled={text.trim() === ''} onClick={() => void send()}>
          发送
        </Button>
      </div>
    </div>
  )
}

function Close({ handoff, changed }: Props) {
  const me = useMe()
  const { modal } = App.useApp()
  const { busy, act } = useAct(changed)
  const summary = useRef('')
  const by = handoff.mode === 'native' ? (handoff.assignee ?? me.name) : me.name
  const ask = () => {
    summary.current = ''
    modal.confirm({
      title: '结束人工接待？',
      content: (
        <>
          <p>结束后由机器人继续接待这位业主。</p>
          <Input.TextArea
            rows={3}
            maxLength={1000}
            placeholder="写一句小结：答复了什么，还有什么没办完（下次不用再问业主）"
            aria-label="小结"
            onChange={(event) => {
              summary.current = event.target.value
            }}
          />
        </>
      ),
      okText: '结束',
      cancelText: '再等等',
      onOk: () => act(() => post(paths.close(handoff.id), { by, summary: summary.current, id: newRequestId() })),
    })
  }
  return (
    <Button loading={busy} onClick={ask}>
      {handoff.status === 'waiting' ? '不用人工了' : '结束接待'}
    </Button>
  )
}
