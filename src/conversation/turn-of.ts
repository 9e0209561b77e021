import type { TurnContext } from 'botbuilder-core'
import type { Turn } from './turn'

const TURN = Symbol('turn')

/** Dialogs get their turn through botbuilder's context; it is there for every activity the engine runs. */
export function turnOf(context: TurnContext): Turn {
  const turn = context.turnState.get<Turn>(TURN)
  if (!turn) throw new Error('no turn in this context: run it through conversation/think.ts')
  return turn
}

export function setTurn(context: TurnContext, turn: Turn): void {
  context.turnState.set(TURN, turn)
}
