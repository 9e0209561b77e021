import { randomBytes } from 'node:crypto'
import type { Database } from '../../../platform/database/open-database'
import { contentHash } from '../../../platform/content-hash'
import { shipped } from '../../../platform/database/migrate'
import { newId } from '../../../platform/ids'
import { systemClock } from '../../../platform/clock'
import { ANSWER, QUESTION, stateAfter, TALKS, UNDERSTANDING } from './load'

/**
 * The same turn as somebody would write it who needs no queue: two statements, each its own commit. It writes every row our
 * turn writes (message, two exchanges with their words, understanding and delivery as links of the hash chain, state, turn,
 * outbox) into the same tables, with their keys, indexes and foreign keys. It has no triggers (the chain is computed inside
 * the statements), no `ready` rows, leases, epochs or claims, no cutting, no retry, and nothing stands between accepting,
 * thinking and sending but a function call.
 */
export interface BareTurns {
  takeTurn(talk: number): Promise<void>
}

export async function prepareBareTurns(db: Database): Promise<BareTurns> {
  await makeSchema(db)
  let next = 0
  return {
    takeTurn: async (talk) => {
      const now = systemClock.now()
      const user = `wmOwner${talk}`
      const id = `m${next++}`
      const content = { kind: 'text', text: QUESTION }
      const asked = toWords(QUESTION, { content })
      const askedId = newId('ex', now)
      const rows = await db.query<{ state: Record<string, unknown> }>('bare-arrive', ARRIVE, [
        talkId(talk),
        `wecom-kf:wkBench:${id}`,
        askedId,
        JSON.stringify({ id, channel: 'wecom-kf', account: 'wkBench', user, sourceId: id, at: now, content }),
        now,
        user,
        id,
        asked.hash,
        asked.salt,
        asked.text,
        asked.body,
      ])
      const reply = { type: 'text', text: ANSWER }
      const said = toWords(ANSWER, { content: reply })
      await db.query('bare-answer', ANSWER_AND_SEND, [
        talkId(talk),
        `wecom-kf:wkBench:${id}`,
        askedId,
        now,
        JSON.stringify(stateAfter(Number(rows[0]!.state['turns'] ?? 0) + 1)),
        newId('tn', now),
        JSON.stringify([reply]),
        JSON.stringify(UNDERSTANDING),
        newId('ex', now),
        said.hash,
        said.salt,
        said.text,
        said.body,
        newId('o', now),
        JSON.stringify({ kind: 'message', content: reply, way: 'plain' }),
      ])
    },
  }
}

function toWords(text: string, body: object): { text: string; body: string; salt: string; hash: string } {
  const salt = randomBytes(12).toString('hex')
  return { text, body: JSON.stringify(body), salt, hash: contentHash(salt, text, body) }
}

function talkId(talk: number): string {
  return `cv_bare${talk}`
}

async function makeSchema(db: Database): Promise<void> {
  const client = await db.connectAlone()
  try {
    await client.query('create schema bare; set search_path to bare')
    for (const { sql } of shipped()) await client.query(sql)
    await client.query(`
      drop trigger link_exchange on exchange;
      drop trigger tell_exchange on exchange;
      drop trigger link_change on exchange_change`)
    await client.query(
      `with owner as (
         insert into person (id, created_at) select 'pn_bare' || n, now() from generate_series(0, $1::int - 1) n returning id)
       insert into conversation (id, channel, account, user_id, person_id, created_at)
       select 'cv_bare' || n, 'wecom-kf', 'wkBench', 'wmOwner' || n, 'pn_bare' || n, now() from generate_series(0, $1::int - 1) n`,
      [TALKS],
    )
  } finally {
    await client.end()
  }
}

const FIRST = (direction: 'in' | 'out', sourceId: string, turnId: string) => `
  jsonb_build_object('receivedAt', bare.iso_millis($at), 'turnId', ${turnId}, 'delivery', '${direction === 'in' ? 'n/a' : 'pending'}',
    'deliveryReason', null, 'sourceId', ${sourceId}, 'sources', '[]'::jsonb)`

const ARRIVE = `
  with talk as materialized (select links, head_hash, state from bare.conversation where id = $1 for no key update),
  link as materialized (
    select links + 1 as link, head_hash as prev_hash, first,
           bare.sha256_hex(concat_ws('|', head_hash, $1, links + 1, 'exchange', $3::text, 'in', 'owner', $6::text, 'text',
             bare.iso_millis($5), $8::text, bare.sha256_hex(first::text))) as hash
      from talk, (select ${FIRST('in', '$7::text', 'null').replaceAll('$at', '$5')} as first) f),
  message as (
    insert into bare.inbox (id, conversation_id, exchange_id, message, at, received_at) values ($2, $1, $3, $4::jsonb, $5, $5)),
  logged as (
    insert into bare.exchange (seq, id, conversation_id, link, direction, author, author_id, kind, at, received_at, source_id,
                               content_hash, prev_hash, hash, first, txid)
    select nextval('bare.exchange_seq'), $3, $1, link, 'in', 'owner', $6, 'text', $5, $5, $7, $8, prev_hash, hash, first,
           pg_current_xact_id() from link),
  words as (insert into bare.exchange_content (exchange_id, salt, text, body) values ($3, $9, $10, $11::jsonb)),
  head as (
    update bare.conversation c set links = link.link, head_hash = link.hash, last_at = $5, last_in_at = $5
      from link where c.id = $1)
  select state from talk`

const ANSWER_AND_SEND = `
  with talk as materialized (select links, head_hash from bare.conversation where id = $1 for no key update),
  salted as materialized (select gen_random_uuid()::text as salt, gen_random_uuid()::text as salt2),
  understood as materialized (
    select links + 1 as link, head_hash as prev_hash, salt, value_hash,
           bare.sha256_hex(concat_ws('|', head_hash, $1, links + 1, 'change', $3::text, 'understanding', value_hash, bare.iso_millis($4))) as hash
      from talk, (select salt, bare.sha256_hex(salt || '|' || $8::jsonb::text) as value_hash from salted) v),
  answered as materialized (
    select link + 1 as link, hash as prev_hash, first,
           bare.sha256_hex(concat_ws('|', hash, $1, link + 1, 'exchange', $9::text, 'out', 'bot', '', 'text', bare.iso_millis($4), $10::text,
             bare.sha256_hex(first::text))) as hash
      from understood, (select ${FIRST('out', 'null', '$6::text').replaceAll('$at', '$4')} as first) f),
  delivered as materialized (
    select link + 1 as link, hash as prev_hash, salt2 as salt, value, value_hash,
           bare.sha256_hex(concat_ws('|', hash, $1, link + 1, 'change', $9::text, 'delivery', value_hash, bare.iso_millis($4))) as hash
      from answered, (select salt2, value, bare.sha256_hex(salt2 || '|' || value::text) as value_hash
                        from salted, (select jsonb_build_object('delivery', 'sent', 'reason', null, 'sourceId', 'v-' || $14::text) as value) d) v),
  done as (update bare.inbox set status = 'done', turn_id = $6 where id = $2),
  kept as (insert into bare.turn (id, conversation_id, at, committed_at, replies, trace) values ($6, $1, $4, $4, $7::jsonb, '{"skill": "bench"}')),
  seen as (update bare.exchange set understanding = $8::jsonb where id = $3),
  change as (
    insert into bare.exchange_change (conversation_id, link, exchange_id, kind, value, at, prev_hash, hash, salt, value_hash)
    select $1, link, $3, 'understanding', $8::jsonb, $4::timestamptz, prev_hash, hash, salt, value_hash from understood
    union all
    select $1, link, $9, 'delivery', value, $4, prev_hash, hash, salt, value_hash from delivered),
  said as (
    insert into bare.exchange (seq, id, conversation_id, link, direction, author, kind, at, received_at, turn_id, source_id,
                               content_hash, prev_hash, hash, first, txid, delivery)
    select nextval('bare.exchange_seq'), $9, $1, link, 'out', 'bot', 'text', $4, $4, $6, 'v-' || $14, $10, prev_hash, hash, first,
           pg_current_xact_id(), 'sent' from answered),
  words as (insert into bare.exchange_content (exchange_id, salt, text, body) values ($9, $11, $12, $13::jsonb)),
  sent as (
    insert into bare.outbox (id, conversation_id, exchange_id, kind, body, status, attempts, next_at, created_at, sent_at)
    values ($14, $1, $9, 'message', $15::jsonb, 'sent', 1, $4, $4, $4))
  update bare.conversation c set links = delivered.link, head_hash = delivered.hash, last_at = $4, state = $5::jsonb
    from delivered where c.id = $1`
