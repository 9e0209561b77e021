import { wholeTime } from '../case/whole-time'
import { addOpenMinutes } from '../case/working-time'
import type { WorkingTime } from '../case/working-time'

const ANSWER_MINUTES = 120

/** By when an urge or a reopening is answered: within two hours of staff time, so that nobody is promised a call at one in the morning (B22). */
export function answerBy(at: Date, time: WorkingTime): Date {
  return wholeTime(at, addOpenMinutes(at, ANSWER_MINUTES, time))
}
