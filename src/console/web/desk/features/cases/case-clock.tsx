import type { CaseSheet } from '../../../../contract/desk-cases'
import { spanWords, useNow } from '../../components/times'

const MINUTE = 60_000

/** Time left by the wall clock, and how much of it is office time: two days over a holiday may be four hours of work. */
export function CaseClockLine({ of: { clock, dueAt } }: { of: CaseSheet }) {
  const now = useNow()
  if (clock === null || dueAt === null) return null
  const leftMs = clock.standing ? clock.leftMinutes * MINUTE : Date.parse(dueAt) - now
  const span = spanWords(Math.abs(leftMs))
  const late = leftMs < 0
  const left = late ? `已超时${span}` : `还剩${span}`
  const office = spanWords(Math.abs(clock.officeMinutes) * MINUTE)
  const differs = !clock.standing && Math.abs(Math.abs(leftMs) / MINUTE - Math.abs(clock.officeMinutes)) > 5
  return (
    <p className={late ? 'clock late' : 'clock'} role="timer" aria-label="办理时限">
      <strong>{clock.standing ? `计时已停：停的时候${late ? '已超时' : '还剩'}${span}` : left}</strong>
      {differs && !late && <span className="quiet"> 其中上班时间{office}</span>}
      {!clock.officeOpen && !clock.standing && <span className="quiet"> 现在不在上班时间</span>}
    </p>
  )
}
