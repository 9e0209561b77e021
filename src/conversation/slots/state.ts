import type { SlotValues } from './slot-values'

/** Kept by botbuilder with the dialog on the stack. */
export interface State {
  values: SlotValues
  phase: 'filling' | 'confirming'
  asked: string[]
  /** Everything asked so far: what is asked again is asked more briefly. */
  askedBefore: string[]
  /** Questions in a row that got no answer. */
  misses: number
  /** Names this very talk in menu ids, so that a tap on last week's summary is seen for what it is. */
  token: string
  /** How often each slot was the one that was pressed for. */
  pressed?: Record<string, number>
}
