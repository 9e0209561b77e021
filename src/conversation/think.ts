import { ActivityTypes, ConversationState } from 'botbuilder-core'
import type { TurnContext } from 'botbuilder-core'
// The package's front door loads its recognizers too: 40 MB and a third of our start for what no talk of ours uses.
import { DialogSet } from 'botbuilder-dialogs/lib/dialogSet'
import type { DialogContext, DialogState } from 'botbuilder-dialogs'
import type { Clock } from '../platform/clock'
import { textOf } from '../messages/inbound'
import type { ClaimedTurn, TurnDecision } from '../queue/turn'
import type { Dialogs } from '../dialogs/read-dialogs'
import { createPhrases } from '../dialogs/phrases'
import type { Understanding } from '../understanding/understanding'
import { ClaimedState } from './claimed-state'
import { Memory, remember } from './memory'
import { languageOf } from './language'
import { readMessages } from './read-messages'
import type { DialogEffect, Skill } from './skill'
import { SlotDialog } from './slots/slot-dialog'
import { TurnAdapter } from './turn-adapter'
import { setTurn } from './turn-of'
import { Turn } from './turn'
import type { Services } from './turn'

export interface Engine {
  think(claimed: ClaimedTurn): Promise<TurnDecision>
}

/** A guided talk nobody touched for this long is over: the next words start afresh. */
const DIALOG_STALE_MS = 24 * 3600_000

export function createEngine(options: {
  clock: Clock
  services: Services
  /** Read anew for every turn, so that a reload takes effect with the next message. */
  dialogs: () => Dialogs
  skills: readonly Skill[]
}): Engine {
  const effects: Record<string, DialogEffect> = Object.assign({}, ...options.skills.map((skill) => skill.effects ?? {}))

  return {
    async think(claimed) {
      const dialogs = options.dialogs()
      const storage = new ClaimedState(claimed.conversation.state)
      const conversationState = new ConversationState(storage)
      const memoryAccess = conversationState.createProperty<unknown>('memory')
      const dialogAccess = conversationState.createProperty<DialogState>('dialogs')
      const adapter = new TurnAdapter()
      let turn: Turn | undefined

      await adapter.run(toActivity(claimed), async (context) => {
        const memory = Memory.parse((await memoryAccess.get(context, {})) ?? {})
        turn = await openTurn(context, claimed, dialogs, memory, options)
        setTurn(context, turn)
        const dialogSet = new DialogSet(dialogAccess)
        for (const definition of dialogs.dialogs.values())
          dialogSet.add(new SlotDialog(definition, effects[definition.effect]!))
        const dc = await dialogSet.createContext(context)
        turn.useDialogs(dc)
        await route(turn, dc, options.skills)
        remember(memory, turn.text, turn.at)
        await memoryAccess.set(context, memory)
        await conversationState.saveChanges(context)
      })
      return toDecision(turn!, adapter, storage)
    },
  }
}

async function openTurn(
  context: TurnContext,
  claimed: ClaimedTurn,
  dialogs: Dialogs,
  memory: Memory,
  options: { services: Services; clock: Clock },
): Promise<Turn> {
  const community = await options.services.community(claimed.conversation.communityId)
  const read = readMessages(claimed.messages)
  const at = read.at ?? options.clock.now()
  const understanding = options.services.reader.understand(read.text, {
    history: memory.history,
    at,
    timeZone: community.timeZone,
  })
  memory.language = languageOf(read.text) ?? memory.language
  return new Turn(
    claimed,
    context,
    options.services,
    dialogs,
    createPhrases(dialogs.words, memory.language),
    memory,
    community,
    {
      at,
      messages: read.owner,
      events: read.events,
      text: read.text,
      understanding,
      photos: read.photos,
      menuId: read.menuId,
    },
  )
}

/**
 * Who takes the turn: a skill that must come first; the guided talk that is open; the skill of the intent. A person is called in
 * afterwards when the words demand one and nobody has been called yet (contract §7).
 */
async function route(turn: Turn, dc: DialogContext, skills: readonly Skill[]): Promise<void> {
  for (const skill of skills) if (await skill.first?.(turn)) return void (turn.trace['skill'] = skill.name)
  if (turn.facts.messages.length === 0) return

  await dropStaleDialog(turn, dc)
  turn.digress = () => digress(turn, dc, skills)
  const { menuId } = turn.facts
  if (menuId !== null && !menuId.startsWith('dlg_')) {
    const skill = skills.find((candidate) => candidate.tapped && menuId.startsWith(`${candidate.name}_`))
    if (skill) {
      turn.trace['skill'] = skill.name
      return skill.tapped!(turn, menuId.slice(skill.name.length + 1))
    }
  }
  const { handoff } = turn.understanding
  // Inside a guided talk only the owner's own call or anger breaks off; anything else is heard as an answer first.
  const breaksOff = turn.understanding.intent === 'human' || (handoff.needed && handoff.reason !== 'policy')
  if (dc.activeDialog && !breaksOff) {
    turn.trace['skill'] = dc.activeDialog.id
    await dc.continueDialog()
    if (turn.handedOver) await dc.cancelAllDialogs()
    return
  }
  if (menuId?.startsWith('dlg_')) {
    await turn.phrase('patterns.laterMenu')
  } else {
    if (dc.activeDialog) turn.trace['interrupted'] = dc.activeDialog.id
    await skillFor(turn.understanding, skills, turn).take(turn)
  }
  if (handoff.needed && !turn.handedOver && turn.claimed.handoff === null) {
    await turn.callPerson(handoff.reason ?? 'policy', handoff.evidence)
  }
  if (turn.handedOver) await dc.cancelAllDialogs()
}

function skillFor(understanding: Understanding, skills: readonly Skill[], turn: Turn): Skill {
  const skill =
    skills.find((candidate) => candidate.intents.includes(understanding.intent)) ??
    skills.find((candidate) => candidate.intents.includes('other'))
  if (!skill) throw new Error('no skill takes intent other: app.ts must bring one')
  turn.trace['skill'] = skill.name
  return skill
}

/** Inside a guided talk another matter may be answered or filed, then the talk goes on. */
async function digress(turn: Turn, dc: DialogContext, skills: readonly Skill[]): Promise<boolean> {
  const skill = skills.find(
    (candidate) =>
      candidate.interrupts &&
      candidate.intents.includes(turn.understanding.intent) &&
      candidate.name !== dc.activeDialog?.id,
  )
  if (!skill) return false
  turn.trace['digression'] = skill.name
  const stack = dc.stack.length
  await skill.take(turn)
  // A digression that has become a guided talk of its own asks its own questions first.
  return dc.stack.length === stack
}

async function dropStaleDialog(turn: Turn, dc: DialogContext): Promise<void> {
  const { lastAt } = turn.memory
  if (dc.activeDialog && lastAt !== null && turn.at.getTime() - new Date(lastAt).getTime() > DIALOG_STALE_MS)
    await dc.cancelAllDialogs()
}

function toDecision(turn: Turn, adapter: TurnAdapter, storage: ClaimedState): TurnDecision {
  return {
    at: turn.at,
    state: storage.toState(turn.asking),
    understanding: understandingByMessage(turn),
    out: adapter.spoken(),
    effects: turn.effects,
    trace: { ...turn.trace, intent: turn.understanding.intent, handoffs: adapter.handoffs().length },
  }
}

/** A turn of one text message: its own; of a burst: what the whole came to stands with the last, the others have their own. */
function understandingByMessage(turn: Turn): { exchangeId: string; value: unknown }[] {
  const texts = turn.facts.messages.filter((entry) => textOf(entry.message.content) !== '')
  return texts.map((entry, index) => ({
    exchangeId: entry.exchangeId,
    value:
      index === texts.length - 1
        ? turn.understanding
        : turn.services.reader.understand(textOf(entry.message.content), {
            at: entry.message.at,
            timeZone: turn.community.timeZone,
          }),
  }))
}

function toActivity(claimed: ClaimedTurn) {
  const { conversation } = claimed
  return {
    type: ActivityTypes.Message,
    id: claimed.messages[0]?.id ?? conversation.id,
    channelId: conversation.channel,
    serviceUrl: `urn:${conversation.channel}`,
    from: { id: conversation.user, name: claimed.person.name ?? '' },
    recipient: { id: conversation.account, name: 'shouwen' },
    conversation: { id: conversation.id, isGroup: false, conversationType: '', name: '' },
  }
}
