import type { OutboundContent } from '../messages/outbound'
import { isDistress } from './distress'
import type { Turn } from './turn'
import type { TurnAdapter } from './turn-adapter'

/** Within this time of one talk a body is named once. */
const AGAIN_MS = 30 * 60_000

/**
 * What another body answers for (the water company, the developer, the police) is never only "not our business": whatever was answered, who
 * answers for it, its number and what we do about it stand with it (domain.md B11). What a community says of its own (its file, else its value `phone.water`
 * and the like) comes before the country's.
 */
export function nameOutsideBody(turn: Turn, adapter: TurnAdapter): void {
  const { understanding, claimed, text, memory, at } = turn
  if (text === '' || turn.facts.menuId !== null || claimed.handoff?.status === 'active') return
  if (understanding.emergency || memory.emergency !== null || isDistress(understanding)) return
  const body = turn.services.reader.outsideBody(text)
  if (body === null || !OF_A_MATTER.includes(understanding.intent)) return
  const last = memory.outsideNamed
  if (last !== null && last.key === body.key && at.getTime() - new Date(last.at).getTime() < AGAIN_MS) return
  const { outsideBodies, settings } = turn.community
  const own = outsideBodies.find(({ key }) => key === body.key)
  const { name, phone } = own ?? { name: body.name, phone: settings[`phone.${body.key}`] || body.phone }
  const said = adapter.spoken().flatMap((item) => ('say' in item ? [item.say.content] : []))
  if (said.length === 0 || said.some((content) => givesNumber(content, phone))) return
  const isOurs = turn.filed.length > 0 || turn.draft !== null
  const words = turn.phrases.say(isOurs ? 'patterns.outsideFollowed' : 'patterns.outsideNamed', { name, phone })
  memory.outsideNamed = { key: body.key, at: at.toISOString() }
  turn.trace['outside'] = body.key
  // Before a question of ours it would be lost behind it, so it comes first there; else it ends the first thing said.
  const [chosen] = said.filter(isWorded)
  adapter.revise((say) =>
    say.content === chosen
      ? { ...say, content: { ...chosen, text: joined(chosen.text, words, turn, chosen.type === 'menu') } }
      : say,
  )
}

const OF_A_MATTER: readonly string[] = ['repair', 'complaint', 'faq', 'progress', 'suggestion', 'other', 'human']

type Worded = Extract<OutboundContent, { type: 'text' | 'menu' }>
const isWorded = (content: OutboundContent): content is Worded => content.type === 'text' || content.type === 'menu'

/** An article has named it already. */
const givesNumber = (content: OutboundContent, phone: string): boolean =>
  (phone.match(/\d[\d-]{2,}/gu) ?? []).some((number) =>
    new RegExp(`(?<!\\d)${number}(?!\\d)`, 'u').test(JSON.stringify(content)),
  )

const joined = (text: string, words: string, turn: Turn, isMenu: boolean): string =>
  turn.draft !== null || isMenu ? `${words}\n${text}` : `${text.trimEnd()}\n${words}`
