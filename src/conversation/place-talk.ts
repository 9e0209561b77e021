import type { ClaimedTurn } from '../queue/turn'
import type { Queryable } from '../platform/database/db'
import { listCommunities } from '../records/community/community'
import type { Memory } from './memory'

export interface Placed {
  claimed: ClaimedTurn
  /** The community the owner has just named. */
  placedIn: string | null
  /** Names to choose from, while it is not known which community they live in; none where there is one only. */
  unplaced: string[]
}

/**
 * Where a company has several communities and no entrance told which one the owner came by, their own words do: beside an address,
 * as 「我住翠湖花园」, or as the answer to our question. It is a claim like all they say of themselves (design D16).
 */
export async function placeTalk(db: Queryable, claimed: ClaimedTurn, memory: Memory, text: string): Promise<Placed> {
  const { conversation } = claimed
  if (conversation.communityId !== null) return { claimed, placedIn: null, unplaced: [] }
  const all = (await listCommunities(db)).filter(({ sample }) => conversation.channel === 'web' || !sample)
  const said = text.normalize('NFKC')
  const named = communitiesIn(said, all)
  const isTheirs = memory.askedCommunity || BESIDE_ADDRESS.test(said) || LIVES_THERE.test(said)
  if (named.length === 1 && named[0] && isTheirs) {
    const { id } = named[0]
    return { claimed: { ...claimed, conversation: { ...conversation, communityId: id } }, placedIn: id, unplaced: [] }
  }
  return { claimed, placedIn: null, unplaced: all.length > 1 ? all.map(({ name }) => name) : [] }
}

/** Those that are named in a text; where one name holds another (翠湖花园, 翠湖花园二期), the longer one was meant. */
export function communitiesIn<C extends { name: string; aliases: readonly string[] }>(
  text: string,
  all: readonly C[],
): C[] {
  const words = all
    .flatMap((one) => [one.name, ...one.aliases].map((word) => ({ one, word: word.normalize('NFKC') })))
    .filter(({ word }) => word.length > 1)
    .sort((a, b) => b.word.length - a.word.length)
  const found = new Set<C>()
  let rest = text.normalize('NFKC')
  for (const { one, word } of words) {
    if (!rest.includes(word)) continue
    found.add(one)
    rest = rest.replaceAll(word, ' ')
  }
  return [...found]
}

/** Kept with the talk and with the person; an entrance scanned before or a colleague's choice stays. */
export async function keepPlace(tx: Queryable, claimed: ClaimedTurn, communityId: string): Promise<void> {
  await tx.query('place-talk', 'update conversation set community_id = $2 where id = $1 and community_id is null', [
    claimed.conversation.id,
    communityId,
  ])
  await tx.query('place-person', 'update person set community_id = $2 where id = $1 and community_id is null', [
    claimed.person.id,
    communityId,
  ])
}

const BESIDE_ADDRESS = /(\d|[一二三四五六七八九十])+\s*(栋|幢|号楼|单元|室|-\d)/
const LIVES_THERE = /(我|我家|我们)(家)?(是|住|在|住在)/
