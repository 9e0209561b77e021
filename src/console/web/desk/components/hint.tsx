import { Button } from 'antd'
import { faultWords } from '../http/fault-words'

/** Nothing to show: why, and what to do next. */
export function Hint({ title, children }: { title: string; children?: React.ReactNode }) {
  return (
    <div className="hint">
      <strong>{title}</strong>
      {children && <p>{children}</p>}
    </div>
  )
}

export function FaultHint({ fault, again }: { fault: unknown; again: () => void }) {
  return (
    <div className="hint" role="alert">
      <p>{faultWords(fault)}</p>
      <Button onClick={again}>再试一次</Button>
    </div>
  )
}
