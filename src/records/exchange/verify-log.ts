import { createHash } from 'node:crypto'
import type { Db, Queryable } from '../../platform/database/db'
import { sha256, walkChain, type ChainChange, type ChainExchange } from './chain'
import { rootOf, type RootHead } from './make-daily-root'

export type LogVerdict = { ok: true; count: number; head: string } | { ok: false; brokenAt: number }

/**
 * Recomputes the whole log (design D11): every link of every conversation, the words behind it, what stands beside it, where
 * each conversation ends, and every day's root. All in one snapshot, so that it is exact while the log goes on growing, and
 * read a batch at a time. `brokenAt` is 0 when no message is left to name: a whole conversation or a day's root was changed.
 */
export async function verifyLog(db: Db): Promise<LogVerdict> {
  return db.tx(async (tx) => {
    await tx.query('verify-snapshot', 'set transaction isolation level repeatable read, read only')
    const head = createHash('sha256')
    let count = 0
    let headsSeen = 0
    let after = ''
    for (;;) {
      const talks = await nextTalks(tx, after)
      const last = talks.at(-1)
      if (!last) break
      after = last.id
      for (const batch of batches(talks)) {
        const rows = await readBatch(tx, batch)
        for (const talk of batch) {
          const exchanges = rows.exchanges.get(talk.id) ?? []
          const heads = rows.heads.get(talk.id) ?? []
          const walked = walkChain(exchanges, rows.changes.get(talk.id) ?? [], {
            links: talk.links,
            head: talk.head_hash,
          })
          if (!walked.ok) return walked
          // What a day's root vouched for must still be there: a chain cut short and mended at its end is noticed here.
          if (heads.some((mark) => walked.hashes[mark.link - 1] !== mark.hash))
            return { ok: false, brokenAt: exchanges.at(-1)?.seq ?? 0 }
          count += exchanges.length
          headsSeen += heads.length
          head.update(talk.head_hash)
        }
      }
    }
    if (!(await rootsHold(tx, headsSeen))) return { ok: false, brokenAt: 0 }
    return { ok: true, count, head: head.digest('hex') }
  })
}

interface Talk {
  id: string
  links: number
  head_hash: string
}

/** Enough to be worth a round trip, little enough to hold in memory; a single talk is read whole. */
const BATCH_LINKS = 5000

async function nextTalks(tx: Queryable, after: string): Promise<Talk[]> {
  const rows = await tx.query<{ id: string; links: string; head_hash: string }>(
    'verify-talks',
    `select id, links, head_hash from conversation where id collate "C" > $1 order by id collate "C" limit 1000`,
    [after],
  )
  return rows.map((row) => ({ ...row, links: Number(row.links) }))
}

function* batches(talks: readonly Talk[]): Generator<Talk[]> {
  let batch: Talk[] = []
  let links = 0
  for (const talk of talks) {
    if (batch.length > 0 && links + talk.links > BATCH_LINKS) {
      yield batch
      batch = []
      links = 0
    }
    batch.push(talk)
    links += talk.links
  }
  if (batch.length > 0) yield batch
}

async function readBatch(tx: Queryable, batch: readonly Talk[]) {
  const ids = batch.map(({ id }) => id)
  const exchanges = await tx.query<Omit<ChainExchange, 'seq' | 'link'> & { seq: string; link: string }>(
    'verify-exchanges',
    `select e.seq, e.id, e.conversation_id, e.link, e.direction, e.author, e.author_id, e.kind, iso_millis(e.at) as at,
            e.content_hash, e.first::text as first, e.prev_hash, e.hash, x.salt, x.text, x.body, x.erased_at is not null as erased,
            e.delivery, e.delivery_reason, e.source_id, e.sources, iso_millis(e.received_at) as received_at, e.turn_id,
            e.understanding, iso_millis(e.recalled_at) as recalled_at,
            array(select k.case_id from case_exchange k where k.exchange_id = e.id) as case_ids
       from exchange e
       left join exchange_content x on x.exchange_id = e.id
      where e.conversation_id = any($1)
      order by e.conversation_id, e.link`,
    [ids],
  )
  const changes = await tx.query<Omit<ChainChange, 'link'> & { link: string }>(
    'verify-changes',
    `select conversation_id, link, exchange_id, kind, value::text as value, salt, value_hash, iso_millis(at) as at, prev_hash, hash
       from exchange_change where conversation_id = any($1) order by conversation_id, link`,
    [ids],
  )
  const heads = await tx.query<{ conversation_id: string; link: string; hash: string }>(
    'verify-root-heads',
    'select conversation_id, link, hash from chain_root_head where conversation_id = any($1)',
    [ids],
  )
  return {
    exchanges: byTalk(exchanges.map((row) => ({ ...row, seq: Number(row.seq), link: Number(row.link) }))),
    changes: byTalk(changes.map((row) => ({ ...row, link: Number(row.link) }))),
    heads: byTalk(heads.map((row) => ({ ...row, link: Number(row.link) }))),
  }
}

function byTalk<R extends { conversation_id: string }>(rows: readonly R[]): Map<string, R[]> {
  const talks = new Map<string, R[]>()
  for (const row of rows) {
    const known = talks.get(row.conversation_id)
    if (known) known.push(row)
    else talks.set(row.conversation_id, [row])
  }
  return talks
}

/** Every root again from the one before it and the conversations that had moved. */
async function rootsHold(tx: Queryable, headsSeen: number): Promise<boolean> {
  const roots = await tx.query<{ day: string; root: string }>(
    'verify-roots',
    'select day::text as day, root from chain_root order by day',
  )
  let before = ''
  let heads = 0
  for (const { day, root } of roots) {
    const moved = await tx.query<RootHead>(
      'verify-root-day',
      `select conversation_id, link::text as link, hash from chain_root_head where day = $1::date order by conversation_id collate "C"`,
      [day],
    )
    if (sha256(rootOf(before, moved)) !== root) return false
    before = root
    heads += moved.length
  }
  return heads === headsSeen
}
