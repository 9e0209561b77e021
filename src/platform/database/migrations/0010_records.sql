-- Lists that never skip a row (contract.md §4): rows in the order they were made, and the transaction that made them.

alter table cases
  add column seq bigint generated always as identity unique,
  add column txid xid8 not null default pg_current_xact_id(),
  add column transfer_to text,                    -- asked to take over as owner of record; nothing changes until they accept (B1)
  add column paused_from text check (paused_from in ('accepted', 'in_progress'));
create index case_reporter_user on case_reporter (user_id);
create index cases_talk on cases (conversation_id);
create index case_link_to on case_link (to_id);

alter table handoff
  add column seq bigint generated always as identity unique,
  add column txid xid8 not null default pg_current_xact_id();
create index handoff_talk on handoff (conversation_id, opened_at desc);
create index promise_talk on promise (conversation_id) where ended_at is null;
create index promise_case on promise (case_id) where ended_at is null;

create index conversation_user on conversation (user_id);
-- One order on every server, whatever its collation: the log's head is taken over conversations by id.
create index conversation_by_id on conversation (id collate "C");

-- What people call it besides its name.
alter table community add column aliases jsonb not null default '[]';
alter table house add column aliases jsonb not null default '[]';
create index house_place on house (community_id, building);

-- The log vouches for all of a row (design D11). `first` is what changes later have not touched yet: with it and the changes the
-- row's delivery, source and understanding can be told again, so an edit of those is found too.
alter table exchange add column first jsonb not null default '{}';

-- An understanding quotes the owner's words (names, rooms, phones). Salted and hashed apart, it can be erased like the words.
alter table exchange_change
  add column salt text not null default '',
  add column value_hash text not null default '';

-- The sums of the chain, each in one place. They name what `verify` makes again (records/exchange/chain.ts).
create function first_of_exchange(received_at timestamptz, turn_id text, delivery text, delivery_reason text, source_id text, sources jsonb)
  returns jsonb language sql stable as $$
  select jsonb_build_object('receivedAt', iso_millis(received_at), 'turnId', turn_id, 'delivery', delivery,
    'deliveryReason', delivery_reason, 'sourceId', source_id, 'sources', sources) $$;

create function exchange_link_hash(head text, talk_id text, link bigint, id text, direction text, author text, author_id text,
                                   kind text, at timestamptz, content_hash text, first jsonb)
  returns text language sql stable as $$
  select sha256_hex(concat_ws('|', head, talk_id, link, 'exchange', id, direction, author, coalesce(author_id, ''), kind,
    iso_millis(at), content_hash, sha256_hex(first::text))) $$;

create function change_link_hash(head text, talk_id text, link bigint, exchange_id text, kind text, value_hash text, at timestamptz)
  returns text language sql stable as $$
  select sha256_hex(concat_ws('|', head, talk_id, link, 'change', exchange_id, kind, value_hash, iso_millis(at))) $$;

-- The talk's row is written once a link: it carries the state, and each version of it is a copy. Who adds several links at once
-- (commit_turn) holds the talk, makes their hashes itself by the sums above and writes the row once; a row with a hash passes
-- by the triggers.
create or replace function link_exchange() returns trigger language plpgsql as $$
declare talk record;
begin
  select links, head_hash into strict talk from conversation where id = new.conversation_id for no key update;
  new.txid := pg_current_xact_id();
  new.seq := nextval('exchange_seq');
  new.link := talk.links + 1;
  new.prev_hash := talk.head_hash;
  new.first := first_of_exchange(new.received_at, new.turn_id, new.delivery, new.delivery_reason, new.source_id, new.sources);
  new.hash := exchange_link_hash(talk.head_hash, new.conversation_id, new.link, new.id, new.direction, new.author, new.author_id,
    new.kind, new.at, new.content_hash, new.first);
  update conversation
     set links = new.link, head_hash = new.hash, last_at = greatest(last_at, new.at),
         last_in_at = case when new.direction = 'in' and new.author = 'owner' then greatest(last_in_at, new.at) else last_in_at end
   where id = new.conversation_id;
  return new;
end $$;
drop trigger link_exchange on exchange;
create trigger link_exchange before insert on exchange for each row when (new.hash is null) execute function link_exchange();

create or replace function link_change() returns trigger language plpgsql as $$
declare talk record;
begin
  select links, head_hash into strict talk from conversation where id = new.conversation_id for no key update;
  new.link := talk.links + 1;
  new.prev_hash := talk.head_hash;
  new.salt := gen_random_uuid()::text;
  new.value_hash := sha256_hex(new.salt || '|' || new.value::text);
  new.hash := change_link_hash(talk.head_hash, new.conversation_id, new.link, new.exchange_id, new.kind, new.value_hash, new.at);
  update conversation set links = new.link, head_hash = new.hash where id = new.conversation_id;
  case new.kind
    when 'delivery' then
      update exchange set delivery = new.value ->> 'delivery', delivery_reason = new.value ->> 'reason',
             source_id = coalesce(new.value ->> 'sourceId', source_id)
       where id = new.exchange_id;
    when 'understanding' then update exchange set understanding = new.value where id = new.exchange_id;
    when 'recall' then update exchange set recalled_at = new.at where id = new.exchange_id;
    when 'erase' then update exchange set understanding = null where id = new.exchange_id;
    else null;
  end case;
  return new;
end $$;
drop trigger link_change on exchange_change;
create trigger link_change before insert on exchange_change for each row when (new.hash = '') execute function link_change();

-- Where every conversation stood when a day's root was made, as far as it had moved since the root before: enough to make each
-- root again, and to notice a chain that was cut short afterwards.
create table chain_root_head (
  day             date not null references chain_root,
  conversation_id text not null references conversation,
  link            bigint not null,
  hash            text not null,
  primary key (conversation_id, link)
);
create index chain_root_head_day on chain_root_head (day);
