import { ActivityTypes, ConversationState } from 'botbuilder-core'
// The package's front door loads its recognizers too: 40 MB and a third of our start for what no talk of ours uses.
import { DialogSet } from 'botbuilder-dialogs/lib/dialogSet'
import type { DialogState } from 'botbuilder-dialogs'
import type { Clock } from '../platform/clock'
import { textOf } from '../messages/inbound'
import type { ClaimedTurn, TurnDecision } from '../queue/turn'
import type { Dialogs } from '../dialogs/read-dialogs'
import type { GuardRules } from '../messages/guard/guard-rules'
import { ClaimedState } from './claimed-state'
import { fewWords } from './few-words'
import { guardTurn } from './guard/guard-turn'
import { hear } from './hear'
import { Memory, remember } from './memory'
import type { DialogEffect, Skill } from './skill'
import { nameOutsideBody } from './name-outside-body'
import { SlotDialog } from './slots/slot-dialog'
import { TurnAdapter } from './turn-adapter'
import { setTurn } from './turn-of'
import type { Turn } from './turn'
import type { Services } from './turn'
import { openTurn } from './open-turn'
import { route } from './route'

export interface Engine {
  think(claimed: ClaimedTurn): Promise<TurnDecision>
}

export function createEngine(options: {
  clock: Clock
  /** Taken once a turn: what is edited meanwhile holds from the next one on, never for half of this. */
  services: () => Services
  /** Read anew for every turn, so that a reload takes effect with the next message; a community may have words of its own. */
  dialogs: (communityId: string | null) => Dialogs
  skills: readonly Skill[]
  /** What is not said to an owner, read anew for every turn. */
  guard: () => GuardRules
  /** The words of the turn put the owner off, and nothing with a time stands behind them yet (B15). */
  onDeferral: (turn: Turn) => Promise<void>
}): Engine {
  const effects: Record<string, DialogEffect> = Object.assign({}, ...options.skills.map((skill) => skill.effects ?? {}))

  return {
    async think(claimed) {
      const dialogs = options.dialogs(claimed.conversation.communityId)
      const storage = new ClaimedState(claimed.conversation.state)
      const conversationState = new ConversationState(storage)
      const memoryAccess = conversationState.createProperty<unknown>('memory')
      const dialogAccess = conversationState.createProperty<DialogState>('dialogs')
      const adapter = new TurnAdapter()
      let turn: Turn | undefined

      await adapter.run(toActivity(claimed), async (context) => {
        const memory = Memory.parse((await memoryAccess.get(context, {})) ?? {})
        turn = await openTurn(context, claimed, dialogs, memory, { clock: options.clock, services: options.services() })
        setTurn(context, turn)
        const dialogSet = new DialogSet(dialogAccess)
        for (const definition of dialogs.dialogs.values())
          dialogSet.add(new SlotDialog(definition, effects[definition.effect]!))
        const dc = await dialogSet.createContext(context)
        turn.useDialogs(dc)
        await route(turn, dc, options.skills)
        nameOutsideBody(turn, adapter)
        await guardTurn(turn, adapter, { rules: options.guard(), onDeferral: options.onDeferral })
        remember(memory, turn.text, turn.at, turn.exchangeIds)
        await memoryAccess.set(context, memory)
        await conversationState.saveChanges(context)
      })
      return toDecision(turn!, adapter, storage)
    },
  }
}

async function toDecision(turn: Turn, adapter: TurnAdapter, storage: ClaimedState): Promise<TurnDecision> {
  return {
    at: turn.at,
    state: storage.toState(turn.asking),
    understanding: await understandingByMessage(turn),
    out: fewWords(adapter.spoken()),
    effects: turn.effects,
    trace: {
      ...turn.trace,
      intent: turn.understanding.intent,
      handoffs: adapter.handoffs().length,
      ...(turn.model && turn.model.notes.length > 0 ? { model: turn.model.notes } : {}),
    },
  }
}

/** A turn of one text message: its own; of a burst: what the whole came to stands with the last, the others have their own. */
async function understandingByMessage(turn: Turn): Promise<{ exchangeId: string; value: unknown }[]> {
  const { reader } = turn.services
  const texts = turn.facts.messages.filter((entry) => textOf(entry.message.content) !== '')
  const found: { exchangeId: string; value: unknown }[] = []
  for (const [index, { exchangeId, message }] of texts.entries()) {
    const isLast = index === texts.length - 1
    const options = { at: message.at, timeZone: turn.community.timeZone }
    found.push({ exchangeId, value: isLast ? turn.understanding : hear(reader, textOf(message.content), options) })
    // Hundreds of lines of one owner must not hold up everybody else's.
    if (index % AT_ONCE === AT_ONCE - 1) await new Promise((resolve) => setImmediate(resolve))
  }
  return found
}

const AT_ONCE = 20

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
