import { timeWords } from '../../../time-words'

/** 「昨天 9:30」 on the screen; on paper, which is read on another day, the date. */
export function When({ at }: { at: string }) {
  return (
    <>
      <span className="no-print">{timeWords(at)}</span>
      <span className="on-paper">{at.slice(0, 16).replace('T', ' ')}</span>
    </>
  )
}
