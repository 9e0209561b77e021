import type { Queryable } from '../../platform/database/db'
import { callerId, findTold, keyOf, toldBy, type Told } from './caller'
import type { FoundPerson } from './find-people'

const MOST = 30

/** People who told us by phone, at the counter or by letter, in the shape of those we know from a chat. */
export async function findCallers(
  db: Queryable,
  query: { find: string; communityIds: readonly string[] | null },
): Promise<FoundPerson[]> {
  const isSeen = ({ communityId }: Told) => query.communityIds === null || query.communityIds.includes(communityId)
  const keys = new Map<string, NonNullable<ReturnType<typeof keyOf>>>()
  for (const told of (await findTold(db, query.find)).filter(isSeen)) {
    const key = keyOf(told)
    if (key && keys.size < MOST) keys.set(callerId(key), key)
  }
  const found: FoundPerson[] = []
  for (const [id, key] of keys) found.push(toPerson(id, (await toldBy(db, key)).filter(isSeen)))
  return found
}

function toPerson(id: string, told: readonly Told[]): FoundPerson {
  const names = [...new Set(told.flatMap(({ name }) => name ?? []))]
  return {
    id,
    name: names.join('、') || null,
    phone: told[0]?.phone ?? null,
    homes: [...new Set(told.flatMap(({ home }) => home || []))],
    identities: [],
    community: told[0]?.community ?? null,
    messages: told.length,
    openCases: told.filter(({ status }) => !['closed', 'cancelled'].includes(status)).length,
    lastAt: told[0]?.at ?? null,
    erasedAt: null,
  }
}
