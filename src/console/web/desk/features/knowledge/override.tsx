import { useState } from 'react'
import { Button, Input } from 'antd'
import { useMe } from '../../me'

/** The way of an administrator past the golden questions: with a reason that is kept. */
export function Override({ busy, publish }: { busy: boolean; publish: (reason: string) => void }) {
  const me = useMe()
  const [reason, setReason] = useState('')
  if (!me.rights.includes('knowledge.override')) return null
  return (
    <div className="review-row part">
      <label htmlFor="override-reason">管理员可以写明原因，仍然发布（会记下来）</label>
      <Input id="override-reason" maxLength={500} value={reason} onChange={({ target }) => setReason(target.value)} />
      <Button danger loading={busy} disabled={reason.trim() === ''} onClick={() => publish(reason.trim())}>
        仍然发布
      </Button>
    </div>
  )
}
