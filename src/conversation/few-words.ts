import type { Say } from '../queue/turn'
import type { Spoken } from './turn-adapter'

/** A turn speaks once or twice (design D12): what came to more is said in fewer messages, in the same order. */
const MOST = 2

export function fewWords(spoken: readonly Spoken[]): Spoken[] {
  const out = byOneCode(spoken)
  for (;;) {
    const said = out.flatMap((item, index) => ('say' in item ? [index] : []))
    if (said.length <= MOST) return out
    const pair = said.findIndex((at, index) => {
      const next = said[index + 1]
      return next !== undefined && canJoin((out[at] as { say: Say }).say, (out[next] as { say: Say }).say)
    })
    if (pair < 0) return out
    const [first, second] = [said[pair]!, said[pair + 1]!]
    out[second] = { say: join((out[first] as { say: Say }).say, (out[second] as { say: Say }).say) }
    out.splice(first, 1)
  }
}

/** A transition's code carries one message (wecom-protocol §5.14): what is said by it is said together. */
function byOneCode(spoken: readonly Spoken[]): Spoken[] {
  const out: Spoken[] = []
  for (const item of spoken) {
    const last = out.at(-1)
    const isOne = last && 'say' in last && 'say' in item && item.say.way !== undefined && item.say.way === last.say.way
    if (isOne && last.say.content.type === 'text') out[out.length - 1] = { say: join(last.say, item.say) }
    else out.push(item)
  }
  return out
}

/** Words that go another way than the plain one (a welcome, a transition's code) stay alone. */
function canJoin(first: Say, second: Say): boolean {
  return first.content.type === 'text' && first.way === undefined && second.way === undefined
}

function join(first: Say, second: Say): Say {
  const sources = [...(first.sources ?? []), ...(second.sources ?? [])]
  return {
    ...first,
    ...second,
    content: { ...second.content, text: `${first.content.text}\n${second.content.text}` },
    ...(sources.length > 0 ? { sources } : {}),
    evenWhenServed: (first.evenWhenServed ?? false) && (second.evenWhenServed ?? false),
    useReserve: (first.useReserve ?? false) || (second.useReserve ?? false),
  }
}
