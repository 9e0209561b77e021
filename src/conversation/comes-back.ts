import type { DialogContext } from 'botbuilder-dialogs'
import { wordingIn } from '../dialogs/phrases'
import { clausesOf } from './slots/clauses'
import { matterIn } from './slots/matter'
import { tellsOfFault } from './slots/read-answer'
import type { Turn } from './turn'

/** A guided talk nobody touched for this long is over: the next words start afresh. */
const DIALOG_STALE_MS = 72 * 3600_000
/** After this long an owner need not remember what was asked. */
const AWAY_MS = 4 * 3600_000

/**
 * Back after hours: a greeting is reminded of what is unfinished, a new matter leaves the old draft behind, and after days it is
 * over anyway. True when the owner has been reminded and no more is to be said.
 */
export async function comesBack(turn: Turn, dc: DialogContext): Promise<boolean> {
  const { lastAt } = turn.memory
  if (!dc.activeDialog || lastAt === null) return false
  const awayMs = turn.at.getTime() - new Date(lastAt).getTime()
  if (awayMs > DIALOG_STALE_MS) {
    await dc.cancelAllDialogs()
    return false
  }
  if (awayMs < AWAY_MS || turn.facts.menuId !== null) return false
  const { intent } = turn.understanding
  if (intent === dc.activeDialog.id && turn.draft?.matter !== undefined) {
    const clauses = clausesOf(turn.services.reader, turn.text, turn.at, turn.community.timeZone)
    // 「刚才忙去了，明天上午来吧」 goes on with the old one.
    if (matterIn(turn.text, clauses) !== null && tellsOfFault(turn, turn.text)) await dc.cancelAllDialogs()
    return false
  }
  if (intent !== 'greeting') return false
  const definition = turn.dialogs.dialogs.get(dc.activeDialog.id)!
  turn.advice = turn.phrases.say('patterns.stillOpen', { title: wordingIn(definition.title, turn.phrases.language) })
  await dc.repromptDialog()
  return true
}
