import { cutText } from '../platform/cut-text'
import type { Queryable } from '../platform/database/db'
import type { ClaimedTurn, Effect, TurnDecision } from '../queue/turn'
import { eraseMessage } from '../records/exchange/erase-message'
import { LONGEST_LINE } from './memory'
import type { Memory } from './memory'
import type { SlotValues } from './slots/slot-values'
import type { Turn } from './turn'

/** A message its sender took back: where the log has it, and what it said. */
interface Recalled {
  id: string
  text: string
}

/**
 * What an owner took back was never said: the talk forgets it before anybody may answer, whoever serves. The words themselves are
 * erased with the turn's commit; the row and the chain stay (design D11).
 */
export async function forgetRecalled(turn: Turn): Promise<void> {
  const sources = sourcesOf(turn.facts.events)
  if (sources.length === 0) return
  const recalled = await findRecalled(turn.db, turn.claimed.conversation.id, sources)
  forgetInMemory(turn.memory, recalled)
  await forgetInHistory(turn, recalled)
  const draft = turn.draft
  if (draft !== null && forgetInDraft(draft, recalled, turn.draftBeganWith)) {
    if (draft.toldIn?.length === 0 || beganWith(recalled, turn.draftBeganWith)) await turn.dropDraft()
    if (turn.facts.messages.length === 0 && turn.claimed.handoff?.status !== 'active')
      await turn.phrase('patterns.recalled')
  }
  for (const effect of erasing(turn.claimed, sources, turn.at)) turn.effect(effect)
}

/** A turn that is given up for its failures erases all the same: a recall is a right, not a courtesy. */
export function forgetAnyway(decision: TurnDecision, claimed: ClaimedTurn): TurnDecision {
  const sources = sourcesOf(claimed.messages)
  return { ...decision, effects: [...decision.effects, ...erasing(claimed, sources, decision.at)] }
}

function sourcesOf(entries: readonly Pick<ClaimedTurn['messages'][number], 'message'>[]): string[] {
  return entries.flatMap(({ message }) => (message.content.kind === 'recall' ? [message.content.sourceId] : []))
}

function erasing(claimed: ClaimedTurn, sources: readonly string[], at: Date): Effect[] {
  const { id: conversationId, user } = claimed.conversation
  return sources.map((sourceId) => async (tx) => eraseMessage(tx, { conversationId, sourceId, by: user, at }))
}

async function findRecalled(db: Queryable, conversationId: string, sources: readonly string[]): Promise<Recalled[]> {
  return db.query<Recalled & object>(
    'recalled-words',
    `select e.id, coalesce(nullif(c.text, ''), t.text, '') as text
       from exchange e
       left join exchange_content c on c.exchange_id = e.id
       left join transcript t on t.exchange_id = e.id
      where e.conversation_id = $1 and e.source_id = any($2) and e.direction = 'in'`,
    [conversationId, sources],
  )
}

function forgetInMemory(memory: Memory, recalled: readonly Recalled[]): void {
  const ids = recalled.map(({ id }) => id)
  const texts = recalled.map(({ text }) => text.trim()).filter(Boolean)
  const isToldIn = (toldIn: readonly string[]) => toldIn.some((id) => ids.includes(id))
  const quotes = (said: string) => texts.some((text) => said.includes(text))
  if (memory.clarify && isToldIn(memory.clarify.toldIn)) memory.clarify = null
  memory.asked = memory.asked.filter(
    ({ normal, words, toldIn }) => !isToldIn(toldIn) && !quotes(normal) && !quotes(words),
  )
  // It says not which message it is of; without it the mood of the talk stays what it is.
  if (texts.length > 0) memory.mood = { ...memory.mood, trigger: null }
  if (memory.waitingPhotos)
    memory.waitingPhotos.photos = memory.waitingPhotos.photos.filter(({ exchangeId }) => !ids.includes(exchangeId))
  if (memory.setAside) {
    const kept: SlotValues = memory.setAside.values
    forgetInDraft(kept, recalled, null)
    if (kept.toldIn?.length === 0) memory.setAside = null
  }
  const facts = memory.waitingFacts
  if (facts && (isToldIn(facts.toldIn) || texts.some((text) => tells(text, facts.values)))) memory.waitingFacts = null
}

/**
 * A line of the history is a whole turn, several messages joined and put in plain words: what was not taken back of it is read anew.
 * Lines of an older version know no messages; of those, what is quoted word for word goes.
 */
async function forgetInHistory({ db, memory }: Turn, recalled: readonly Recalled[]): Promise<void> {
  const ids = recalled.map(({ id }) => id)
  const unknown = memory.history.length - memory.historyIn.length
  const lines = memory.history.map((said, index) => ({ said, toldIn: memory.historyIn[index - unknown] ?? [] }))
  const kept: { said: string; toldIn: string[] }[] = []
  for (const { said, toldIn } of lines) {
    const left = toldIn.filter((id) => !ids.includes(id))
    if (toldIn.length === 0) kept.push({ said: withoutQuotes(said, recalled), toldIn })
    else if (left.length === toldIn.length) kept.push({ said, toldIn })
    else if (left.length > 0) kept.push({ said: cutText(await wordsOf(db, left), LONGEST_LINE), toldIn: left })
  }
  const filled = kept.filter(({ said }) => said !== '')
  memory.history = filled.map(({ said }) => said)
  memory.historyIn = filled.map(({ toldIn }) => toldIn)
}

async function wordsOf(db: Queryable, ids: readonly string[]): Promise<string> {
  const rows = await db.query<{ text: string }>(
    'words-left',
    `select coalesce(nullif(c.text, ''), t.text, '') as text
       from exchange e
       left join exchange_content c on c.exchange_id = e.id
       left join transcript t on t.exchange_id = e.id
      where e.id = any($1) order by e.seq`,
    [[...ids]],
  )
  return rows
    .map(({ text }) => text.trim())
    .filter(Boolean)
    .join('，')
}

function withoutQuotes(said: string, recalled: readonly Recalled[]): string {
  const texts = recalled
    .map(({ text }) => cutText(text.trim(), LONGEST_LINE))
    .filter((text) => text && said.includes(text))
  if (texts.length === 0) return said
  return texts
    .reduce((rest, text) => rest.replace(text, ''), said)
    .replace(/^[，,\s]+|[，,\s]+$/g, '')
    .replace(/，{2,}/g, '，')
}

/** True when anything of the draft came from there. What a message told is what of its words the draft knows. */
function forgetInDraft(draft: SlotValues, recalled: readonly Recalled[], token: string | null): boolean {
  const told = recalled.filter(({ id }) => draft.toldIn?.includes(id))
  if (told.length === 0) return beganWith(recalled, token)
  draft.toldIn = draft.toldIn?.filter((id) => !told.some((one) => one.id === id))
  draft.photos = draft.photos?.filter(({ exchangeId }) => !told.some(({ id }) => id === exchangeId))
  for (const { text } of told) {
    if (draft.phone && digitsOf(text).includes(draft.phone)) delete draft.phone
    if (draft.name && text.includes(draft.name)) delete draft.name
    if (draft.home && tells(text, { home: draft.home })) delete draft.home
    if (draft.spot && text.includes(draft.spot.place)) delete draft.spot
    if (draft.appointment && text.includes(draft.appointment.text)) delete draft.appointment
    if (draft.matter) draft.matter = withoutClauses(draft.matter, text) || undefined
    draft.others = draft.others
      ?.map((other) => ({ ...other, matter: withoutClauses(other.matter, text) }))
      .filter(({ matter }) => matter !== '')
    if (draft.others?.length === 0) delete draft.others
    for (const [name, fact] of Object.entries(draft.facts ?? {})) if (text.includes(fact)) delete draft.facts?.[name]
  }
  return true
}

/** Clause by clause: what stood between them in the message may not stand in the draft. */
function withoutClauses(matter: string, text: string): string {
  const kept = (part: string) =>
    part
      .split('，')
      .filter((clause) => !text.includes(clause))
      .join('，')
  return matter.split('；').map(kept).filter(Boolean).join('；')
}

function beganWith(recalled: readonly Recalled[], token: string | null): boolean {
  return token !== null && recalled.some(({ id }) => id.endsWith(token))
}

function tells(
  text: string,
  values: { home?: { room?: string; building?: string }; phone?: string; name?: string },
): boolean {
  const { home, phone, name } = values
  const where = home?.room ?? home?.building
  return (
    (where !== undefined && text.includes(where)) ||
    (phone !== undefined && digitsOf(text).includes(phone)) ||
    (name !== undefined && text.includes(name))
  )
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '')
}
