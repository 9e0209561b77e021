import { useRef, useState } from 'react'
import type { Draft } from './draft'
import { photoDraft, textDraft } from './draft'
import { shrinkPhoto, type Photo } from './shrink-photo'

/** Where the owner writes, or picks a photo and looks at it before it goes. */
export function Composer({ send }: { send: (draft: Draft) => void }) {
  const [text, setText] = useState('')
  const [photo, setPhoto] = useState<Photo | null>(null)
  const [fault, setFault] = useState('')
  const area = useRef<HTMLTextAreaElement>(null)
  const picker = useRef<HTMLInputElement>(null)

  const sendText = () => {
    if (text.trim() === '') return
    send(textDraft(text.trim()))
    setText('')
    if (area.current) area.current.style.height = ''
    area.current?.focus()
  }
  const grow = (value: string) => {
    setText(value)
    if (!area.current) return
    area.current.style.height = 'auto'
    area.current.style.height = `${Math.min(area.current.scrollHeight, 140)}px`
  }
  const pick = async (file: File | undefined) => {
    if (!file) return
    const shrunk = await shrinkPhoto(file)
    setFault(shrunk === null ? '这张照片打不开，请换一张 JPG 或 PNG 的照片。' : '')
    setPhoto(shrunk)
    if (picker.current) picker.current.value = ''
  }

  return (
    <footer>
      {fault !== '' && (
        <p className="notice" role="alert">
          {fault}
        </p>
      )}
      {photo && (
        <div className="preview" role="dialog" aria-label="发送这张照片">
          <img src={photo.url} alt="要发送的照片" />
          <div>
            <button type="button" className="plain" onClick={() => setPhoto(null)}>
              取消
            </button>
            <button
              type="button"
              className="main"
              onClick={() => {
                send(photoDraft(photo))
                setPhoto(null)
              }}
            >
              发送照片
            </button>
          </div>
        </div>
      )}
      <form
        className="composer"
        onSubmit={(event) => {
          event.preventDefault()
          sendText()
        }}
      >
        <button type="button" className="photo" aria-label="发照片" onClick={() => picker.current?.click()}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M4 7h3l1.6-2h6.8L17 7h3a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 20 19H4a1.5 1.5 0 0 1-1.5-1.5v-9A1.5 1.5 0 0 1 4 7Z" />
            <circle cx="12" cy="13" r="3.5" />
          </svg>
        </button>
        <input
          ref={picker}
          type="file"
          accept="image/png,image/jpeg,image/*"
          hidden
          onChange={(event) => void pick(event.target.files?.[0])}
        />
        <textarea
          ref={area}
          rows={1}
          value={text}
          placeholder="请说说您的事…"
          aria-label="要说的话"
          maxLength={2000}
          onChange={(event) => grow(event.target.value)}
          onKeyDown={(event) => {
            // While a Chinese input method is composing, Enter chooses a word.
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
            event.preventDefault()
            sendText()
          }}
        />
        <button type="submit" className="main" disabled={text.trim() === ''}>
          发送
        </button>
      </form>
    </footer>
  )
}
