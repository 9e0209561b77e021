import { useRef, useState } from 'react'
import './file-drop.css'

/** A place for one file: chosen, or dropped here. */
export function FileDrop(props: {
  accept: string
  busy: boolean
  label: string
  children: React.ReactNode
  take: (file: File) => void
}) {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  return (
    <label
      className={over ? 'file-drop over' : 'file-drop'}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        const file = event.dataTransfer.files[0]
        if (file && !props.busy) props.take(file)
      }}
    >
      <input
        ref={input}
        type="file"
        aria-label={props.label}
        accept={props.accept}
        disabled={props.busy}
        onChange={({ target }) => {
          const file = target.files?.[0]
          // The same file may be chosen again once it was mended.
          target.value = ''
          if (file) props.take(file)
        }}
      />
      {props.children}
    </label>
  )
}
