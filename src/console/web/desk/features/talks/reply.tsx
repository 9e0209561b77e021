import { useRef, useState } from 'react'
import { Button, Input } from 'antd'
import type { TextAreaRef } from 'antd/es/input/TextArea'
import type { DeskHandoff, TalkItem } from '../../../../contract/console'
import { paths } from '../../../../contract/paths'
import { newRequestId, post } from '../../http/request'
import { useMe } from '../../me'
import { CloseButton } from './close-button'
import { FileToSend } from './file-to-send'
import { ReplyHints } from './reply-hints'
import { Tools } from './tools'
import { useAct } from './use-act'
import { useDraft } from './use-draft'

const MOST = 2000

/** The words of whoever holds the talk, with all that helps to find them. */
export function Reply(props: { talk: TalkItem; handoff: DeskHandoff; changed: () => void }) {
  const { talk, handoff, changed } = props
  const me = useMe()
  const { busy, act } = useAct(changed)
  const { text, setText, sent } = useDraft(talk.id, 'reply')
  const [file, setFile] = useState<File | null>(null)
  const box = useRef<TextAreaRef>(null)
  // The same words tried twice are one message; new words are another.
  const request = useRef({ text: '', id: '' })
  const send = async () => {
    const words = text.trim()
    if (words === '' || busy) return
    if (request.current.text !== words) request.current = { text: words, id: newRequestId() }
    const body = { by: me.name, text: words, id: request.current.id }
    if (!(await act(() => post(paths.reply(handoff.id), body)))) return
    request.current = { text: '', id: '' }
    sent(text)
  }
  const insert = (words: string) => {
    setText(`${text === '' ? '' : `${text.trimEnd()}\n`}${words}`.slice(0, MOST))
    box.current?.focus()
  }
  return (
    <div className="answering">
      {file && <FileToSend file={file} handoff={handoff} changed={changed} done={() => setFile(null)} />}
      <Tools talk={talk} changed={changed} insert={insert} attach={setFile}>
        <Input.TextArea
          ref={box}
          autoSize={{ minRows: 2, maxRows: 6 }}
          value={text}
          maxLength={MOST}
          placeholder="回复业主：先安抚，再说明怎么办、什么时候办好"
          aria-label="回复业主"
          onChange={(event) => setText(event.target.value)}
          onPaste={(event) => {
            const pasted = event.clipboardData.files[0]
            if (pasted === undefined) return
            event.preventDefault()
            setFile(pasted)
          }}
          onPressEnter={(event) => {
            if (event.shiftKey || event.nativeEvent.isComposing) return
            event.preventDefault()
            void send()
          }}
        />
        <ReplyHints text={text} />
      </Tools>
      <div className="buttons">
        <CloseButton handoff={handoff} changed={changed} />
        <Button type="primary" loading={busy} disabled={text.trim() === ''} onClick={() => void send()}>
          发送
        </Button>
      </div>
    </div>
  )
}
