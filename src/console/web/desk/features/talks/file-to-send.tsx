import { useEffect, useState } from 'react'
import { Button } from 'antd'
import type { DeskHandoff } from '../../../../contract/console'
import { paths } from '../../../../contract/paths'
import { newRequestId, postFile } from '../../http/request'
import { useMe } from '../../me'
import { useAct } from './use-act'

/** A chosen file, looked at once more before it goes: sent is sent. */
export function FileToSend(props: { file: File; handoff: DeskHandoff; changed: () => void; done: () => void }) {
  const { file, handoff, changed, done } = props
  const me = useMe()
  const { busy, act } = useAct(changed)
  const [id] = useState(newRequestId)
  const [url, setUrl] = useState('')
  useEffect(() => {
    if (!file.type.startsWith('image/')) return
    const made = URL.createObjectURL(file)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [file])
  const send = async () => {
    const query = { name: file.name.slice(-200), by: me.name, id }
    if (await act(() => postFile(paths.handoffFiles(handoff.id), query, file))) done()
  }
  return (
    <div className="file-to-send">
      {url !== '' && <img src={url} alt="要发给业主的照片" />}
      <p>
        {file.name} <span className="quiet">{sizeWords(file.size)}</span>
      </p>
      <div className="buttons">
        <Button size="small" onClick={done}>
          不发了
        </Button>
        <Button size="small" type="primary" loading={busy} onClick={() => void send()}>
          发给业主
        </Button>
      </div>
    </div>
  )
}

function sizeWords(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
