import type { DialogDefinition } from '../../dialogs/definition'
import { wordingIn } from '../../dialogs/phrases'
import type { Turn } from '../turn'
import type { State } from './state'

/** A menu's id names the talk it belongs to, so that a tap on last week's summary is seen for what it is. */
export function tapId({ token }: State, act: string): string {
  return `dlg_${token}_${act}`
}

/** What was tapped on a summary. Null for words, and for an option that was picked: it says its label and is read like any answer. */
export function tapOf(turn: Turn, { token }: State): 'confirm' | 'change' | 'cancel' | 'stale' | null {
  const match = /^dlg_([^_]+)_(confirm|change|cancel|pick|at)(?:_|$)/.exec(turn.facts.menuId ?? '')
  if (!match) return null
  if (match[1] !== token) return 'stale'
  return match[2] === 'pick' || match[2] === 'at' ? null : (match[2] as 'confirm' | 'change' | 'cancel')
}

/** One question with options is answered by a tap; words and numbers do as well. */
export function optionsOf(
  { phrases }: Turn,
  { slots }: DialogDefinition,
  state: State,
  names: readonly string[],
): { id: string; label: string }[] {
  const slot = slots.find(({ name }) => name === names[0])
  if (names.length !== 1 || slot?.kind !== 'choice') return []
  const options = (slot.options ?? []).map(({ id, label }) => ({ id, label: wordingIn(label, phrases.language) }))
  if (slot.skippable) options.push({ id: 'skip', label: phrases.say('patterns.buttonSkip') })
  return options.map(({ id, label }) => ({ id: tapId(state, `pick_${slot.name}_${id}`), label }))
}
