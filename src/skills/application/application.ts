import type { Skill } from '../../conversation/skill'
import { summaryValues } from '../../conversation/slots/summary-values'
import type { SlotValues } from '../../conversation/slots/slot-values'
import type { Turn } from '../../conversation/turn'
import type { DialogDefinition } from '../../dialogs/definition'
import { beforeIt } from '../filing/before-it'
import { fileCase } from '../filing/file-case'
import { knownValues } from '../filing/known-values'
import { summaryOf } from '../filing/summary-of'

/**
 * Dialogs that an owner asks for by name (visitor pass, move-out, decoration, parking card, a call back): each is a file with
 * `starts` and one of these effects; a new one needs no code.
 */
export const application: Skill = {
  name: 'apply',
  intents: [],

  claims: (turn) => Promise.resolve(turn.named !== null && turn.draft === null && turn.facts.menuId === null),

  /** 「那帮我办吧，3栋501」 after an answer wants it done, and is no more of that question. */
  async first(turn) {
    if (turn.named === null || turn.namedBy === null || turn.draft !== null || turn.facts.menuId !== null) return false
    if (turn.understanding.emergency || turn.claimed.handoff !== null) return false
    await application.take(turn)
    return true
  },

  async take(turn) {
    const known = await knownValues(turn)
    // Who writes without commas tells each thing apart all the same.
    const text = [turn.namedBy, turn.text]
      .flatMap((said) => (said === null ? [] : said.replace(BETWEEN_WORDS, '，')))
      .join('，')
    await turn.hearPart({ text, understanding: turn.understanding }, () => turn.begin(turn.named!.dialog, known))
  },

  effects: {
    'open-application': (turn, values, definition) => file(turn, values, definition, 'application'),
    'open-callback': (turn, values, definition) => file(turn, values, definition, 'enquiry'),
  },
}

const BETWEEN_WORDS = /(?<=[\p{Script=Han}\d])\s+(?=(?![栋幢座单元层楼室号])\p{Script=Han})/gu

async function file(
  turn: Turn,
  values: SlotValues,
  definition: DialogDefinition,
  kind: 'application' | 'enquiry',
): Promise<void> {
  const shown = summaryValues(turn, definition, values)
  const filed = await fileCase(turn, {
    kind,
    category: definition.category ?? null,
    values,
    summary: summaryOf(turn, definition, values),
    details: { ...values.facts, ...values.choices },
    notAfter: kind === 'application' ? beforeIt(turn, values.appointment) : null,
  })
  await turn.phrase(`${definition.dialog}.filed`, { ...shown, number: filed.number, who: filed.who, due: filed.due })
}
