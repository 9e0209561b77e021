import { AppError, conflict } from '../../../platform/errors'
import type { GateReport } from '../../../knowledge/golden-set/publish-gate'
import { toGateAnswer } from './to-gate-answer'

/** The questions leave in the words of the contract. */
export async function asGateFault<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'golden_worse')) throw error
    throw conflict(error.code, error.message, toGateAnswer(error.details as GateReport))
  }
}
