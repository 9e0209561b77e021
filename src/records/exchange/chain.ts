import { createHash } from 'node:crypto'
import { canonicalJson, contentHash } from '../../platform/content-hash'

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** A row of the log as `verify` reads it; texts exactly as the database hashed them. */
export interface ChainExchange {
  seq: number
  id: string
  conversation_id: string
  link: number
  direction: string
  author: string
  author_id: string | null
  kind: string
  at: string
  content_hash: string
  first: string
  prev_hash: string
  hash: string
  salt: string | null
  text: string | null
  body: unknown
  erased: boolean
  /** As the row shows them now. */
  delivery: string
  delivery_reason: string | null
  source_id: string | null
  sources: unknown
  received_at: string
  turn_id: string | null
  understanding: unknown
  recalled_at: string | null
  case_ids: string[]
}

export interface ChainChange {
  conversation_id: string
  link: number
  exchange_id: string
  kind: string
  value: string
  salt: string
  value_hash: string
  at: string
  prev_hash: string
  hash: string
}

/** The same sums as `link_exchange` and `link_change` (0010_records.sql). */
export function exchangeLinkHash(row: ChainExchange, head: string): string {
  const { conversation_id, link, id, direction, author, author_id, kind, at, content_hash, first } = row
  return sha256(
    [
      head,
      conversation_id,
      link,
      'exchange',
      id,
      direction,
      author,
      author_id ?? '',
      kind,
      at,
      content_hash,
      sha256(first),
    ].join('|'),
  )
}

export function changeLinkHash(row: ChainChange, head: string): string {
  const { conversation_id, link, exchange_id, kind, value_hash, at } = row
  return sha256([head, conversation_id, link, 'change', exchange_id, kind, value_hash, at].join('|'))
}

/**
 * Walks one conversation's chain from its first link. Returns the last hash of every link, or the `seq` of the message where
 * it breaks: the message itself, the one a change is about, or the first one after a gap (the last one when the end is missing,
 * 0 when nothing is left).
 */
export function walkChain(
  exchanges: readonly ChainExchange[],
  changes: readonly ChainChange[],
  end: { links: number; head: string },
): { ok: true; hashes: string[] } | { ok: false; brokenAt: number } {
  const seqOf = new Map(exchanges.map((row) => [row.id, row.seq]))
  const links = [...exchanges, ...changes].sort((a, b) => a.link - b.link)
  const hashes: string[] = []
  let head = ''
  let lastSeq = 0
  for (const row of links) {
    const isExchange = 'seq' in row
    const seq = isExchange ? row.seq : (seqOf.get(row.exchange_id) ?? lastSeq)
    const expected = isExchange ? exchangeLinkHash(row, head) : changeLinkHash(row, head)
    if (row.link !== hashes.length + 1 || row.prev_hash !== head || row.hash !== expected)
      return { ok: false, brokenAt: seq }
    head = expected
    lastSeq = seq
    hashes.push(head)
  }
  if (hashes.length !== end.links || head !== end.head) return { ok: false, brokenAt: exchanges.at(-1)?.seq ?? 0 }
  const changesOf = new Map<string, ChainChange[]>()
  for (const change of changes)
    changesOf.set(change.exchange_id, [...(changesOf.get(change.exchange_id) ?? []), change])
  const broken = exchanges.find((row) => !tellsTheTruth(row, changesOf.get(row.id) ?? []))
  return broken ? { ok: false, brokenAt: broken.seq } : { ok: true, hashes }
}

/** Whether a row's words and what stands beside them are what the chain vouches for. */
function tellsTheTruth(row: ChainExchange, changes: readonly ChainChange[]): boolean {
  const erased = changes.some((change) => change.kind === 'erase')
  if (row.erased !== erased || row.text === null || row.salt === null) return false
  const wordsFit = erased
    ? row.text === '' && row.salt === '' && canonicalJson(row.body) === '{}'
    : contentHash(row.salt, row.text, row.body) === row.content_hash
  return wordsFit && changes.every((change) => isValueKept(change, erased)) && isShownTruly(row, changes, erased)
}

/** An understanding quotes the words, so it goes with them; every other value stays. */
function isValueKept(change: ChainChange, erased: boolean): boolean {
  if (erased && change.kind === 'understanding') return change.value === '{}' && change.salt === ''
  return sha256(`${change.salt}|${change.value}`) === change.value_hash
}

/** Tells the row again from what it was first and every change since. */
function isShownTruly(row: ChainExchange, changes: readonly ChainChange[], erased: boolean): boolean {
  const told: Record<string, unknown> = { ...(JSON.parse(row.first) as object), understanding: null, recalledAt: null }
  const caseIds = new Set<string>()
  for (const change of [...changes].sort((a, b) => a.link - b.link)) {
    const value = JSON.parse(change.value) as Record<string, unknown>
    if (change.kind === 'delivery') {
      told.delivery = value.delivery
      told.deliveryReason = value.reason ?? null
      told.sourceId = value.sourceId ?? told.sourceId
    }
    if (change.kind === 'understanding') told.understanding = value
    if (change.kind === 'recall') told.recalledAt = change.at
    if (change.kind === 'case') caseIds.add(String(value.caseId))
  }
  if (erased) told.understanding = null
  const shown = {
    receivedAt: row.received_at,
    turnId: row.turn_id,
    delivery: row.delivery,
    deliveryReason: row.delivery_reason,
    sourceId: row.source_id,
    sources: row.sources,
    understanding: row.understanding,
    recalledAt: row.recalled_at,
  }
  return (
    canonicalJson(told) === canonicalJson(shown) &&
    canonicalJson([...caseIds].sort()) === canonicalJson([...row.case_ids].sort())
  )
}
