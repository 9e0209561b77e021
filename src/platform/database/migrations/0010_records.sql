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

-- The talk's row is written once a link: it carries the state, and each version of it is a copy.
create or replace function link_exchange() returns trigger language plpgsql as $$
declare talk record;
begin
  select links, head_hash into strict talk from conversation where id = new.conversation_id for no key update;
  new.txid := pg_current_xact_id();
  new.seq := nextval('exchange_seq');
  new.link := talk.links + 1;
  new.prev_hash := talk.head_hash;
  new.first := jsonb_build_object('receivedAt', iso_millis(new.received_at), 'turnId', new.turn_id, 'delivery', new.delivery,
    'deliveryReason', new.delivery_reason, 'sourceId', new.source_id, 'sources', new.sources);
  new.hash := sha256_hex(concat_ws('|', talk.head_hash, new.conversation_id, new.link, 'exchange', new.id, new.direction,
    new.author, coalesce(new.author_id, ''), new.kind, iso_millis(new.at), new.content_hash, sha256_hex(new.first::text)));
  update conversation
     set links = new.link, head_hash = new.hash, last_at = greatest(last_at, new.at),
         last_in_at = case when new.direction = 'in' and new.author = 'owner' then greatest(last_in_at, new.at) else last_in_at end
   where id = new.conversation_id;
  return new;
end $$;

create or replace function link_change() returns trigger language plpgsql as $$
declare talk record;
begin
  select links, head_hash into strict talk from conversation where id = new.conversation_id for no key update;
  new.link := talk.links + 1;
  new.prev_hash := talk.head_hash;
  new.salt := gen_random_uuid()::text;
  new.value_hash := sha256_hex(new.salt || '|' || new.value::text);
  new.hash := sha256_hex(concat_ws('|', talk.head_hash, new.conversation_id, new.link, 'change', new.exchange_id, new.kind,
    new.value_hash, iso_millis(new.at)));
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
