import type { LanguageModel, ModelFailure, ModelPurpose, Question } from '../../platform/model/language-model'

/** All the model may take of one turn, over everything it is asked: the owner gets the local answer then. */
const TURN_MS = 3_500
/** Less than this is not worth a request that is paid for. */
const LEAST_MS = 300

/** What the trace tells of one question: labels and names of slots, never words of the owner. */
export interface ModelNote {
  purpose: ModelPurpose
  outcome: 'ok' | ModelFailure
  tookMs: number
  why?: string
  proposed?: unknown
  decided?: unknown
}

/** The model as one turn has it: with what is left of the turn's time, and with a note of every question. */
export interface TurnModel {
  readonly notes: readonly ModelNote[]
  /** Null when there is no answer; then everything is as without a model. */
  ask<T>(
    question: Omit<Question<T>, 'withinMs'>,
    note: (value: T) => Omit<ModelNote, 'purpose' | 'outcome' | 'tookMs'>,
  ): Promise<T | null>
}

export function createTurnModel(model: LanguageModel): TurnModel {
  const notes: ModelNote[] = []
  let leftMs = TURN_MS
  return {
    notes,
    async ask(question, note) {
      const { purpose } = question
      if (leftMs < LEAST_MS) {
        notes.push({ purpose, outcome: 'late', tookMs: 0 })
        return null
      }
      const answer = await model.ask({ ...question, withinMs: leftMs })
      leftMs -= answer.tookMs
      const { tookMs } = answer
      if (!answer.ok) {
        notes.push({ purpose, outcome: answer.why, tookMs })
        return null
      }
      notes.push({ purpose, outcome: 'ok', tookMs, ...note(answer.value) })
      return answer.value
    },
  }
}
