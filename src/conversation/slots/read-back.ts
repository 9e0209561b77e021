import type { DialogDefinition } from '../../dialogs/definition'
import { hasBuilding } from '../../records/community/house'
import type { Turn } from '../turn'
import { homeText } from './slot-values'
import type { State } from './state'
import { othersText, summaryValues } from './summary-values'
import { tapId } from './taps'

const HOME_UNKNOWN = 'homeUnknown'

/** Everything that was understood, with the three buttons that end a talk. `said`: the phrase that stands before it. */
export async function readBack(
  turn: Turn,
  definition: DialogDefinition,
  state: State,
  said: string | null,
): Promise<void> {
  const { values } = state
  const { phrases } = turn
  const canBeUrgent = definition.effect === 'open-repair' && !values.urgent && said === null
  const lines = [
    said !== null && phrases.has(said) ? phrases.say(said) : null,
    await askAboutHome(turn, state),
    turn.advice,
    values.others === undefined ? null : phrases.say('repair.others', { others: othersText(values) }),
    canBeUrgent && values.appointment?.text === phrases.say('patterns.atOnce')
      ? phrases.say('patterns.askUrgent')
      : null,
    phrases.say(`${definition.dialog}.summary`, summaryValues(turn, definition, values)),
  ]
  turn.advice = null
  turn.asking = true
  await turn.say({
    type: 'menu',
    text: lines.filter((line) => line !== null).join('\n'),
    options: [
      { id: tapId(state, 'confirm'), label: phrases.say('patterns.buttonConfirm') },
      { id: tapId(state, 'change'), label: phrases.say('patterns.buttonChange') },
      { id: tapId(state, 'cancel'), label: phrases.say('patterns.buttonCancel') },
    ],
  })
}

/** A building that the list of houses lacks is asked about once; what the owner says then is taken. */
async function askAboutHome(turn: Turn, state: State): Promise<string | null> {
  const { home } = state.values
  const asked = `${HOME_UNKNOWN} ${homeText(home)}`
  if (state.askedBefore.includes(asked)) return null
  if (home === undefined || (await hasBuilding(turn.db, turn.claimed.conversation.communityId, home))) return null
  state.askedBefore = [...state.askedBefore, asked]
  return turn.phrases.say('patterns.homeUnknown', { home: homeText(home) })
}
