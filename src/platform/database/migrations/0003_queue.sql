-- The queue (design §2, storage.md §6, §9, appendix C): the database is the queue.
-- No NOTIFY in here: it takes one lock for the whole server until the commit is on disk, so that commits no longer share their
-- fsync. Whoever has committed tells the others afterwards (platform/signals).

create table inbox (
  seq             bigint generated always as identity,
  id              text primary key,               -- channel, account and the vendor's id: the duplicate guard
  conversation_id text not null references conversation,
  exchange_id     text not null,
  message         jsonb not null,
  at              timestamptz not null,
  received_at     timestamptz not null,
  status          text not null default 'new' check (status in ('new', 'done')),
  turn_id         text
);
create index inbox_waiting on inbox (conversation_id, seq) where status = 'new';

-- One row a conversation and lane: `turn` thinks, `send` delivers, `tell` informs the outside complaint system.
-- `gen` counts arrivals so that a late one is never stranded; `epoch` fences a lost lease. Leases use the database's clock.
-- Epochs come from a sequence: the row goes away and comes back, and one that began at 0 again would let a worker that slept
-- through its lease pass for the one that holds the talk now.
create sequence claim_epoch;
create table ready (
  lane            text not null check (lane in ('turn', 'send', 'tell')),
  conversation_id text not null references conversation,
  gen             bigint not null default 0,
  epoch           bigint not null default 0,
  first_at        timestamptz not null,           -- since when the oldest message waits: caps the quiet window
  due_at          timestamptz not null,
  lease_until     timestamptz,
  attempts        int not null default 0,
  last_error      text,
  primary key (lane, conversation_id)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
create index ready_due on ready (lane, due_at);

create table turn (
  id              text primary key,
  conversation_id text not null references conversation,
  at              timestamptz not null,
  committed_at    timestamptz not null,
  replies         jsonb not null default '[]',
  trace           jsonb not null default '{}',    -- skill, dialog, evidence: for staff and tests, no personal data
  retention       text not null default 'talk'
);
create index turn_talk on turn (conversation_id, committed_at desc);

-- A turn that failed three times: apologised for, handed to a person, listed for staff.
create table failed_turn (
  id              text primary key,
  conversation_id text not null references conversation,
  error           text not null,
  inbox_ids       jsonb not null,
  at              timestamptz not null,
  retention       text not null default 'talk'
);

create table outbox (
  seq             bigint generated always as identity primary key,
  id              text not null unique,
  conversation_id text not null references conversation,
  exchange_id     text,                           -- the words' row in the log; none for transitions and staff notices
  kind            text not null check (kind in ('message', 'transition', 'notice')),
  body            jsonb not null,
  bot             boolean not null default true,  -- the bot's own words: dropped when a person serves at send time
  status          text not null default 'pending' check (status in ('pending', 'parked', 'sent', 'failed', 'dropped')),
  attempts        int not null default 0,
  next_at         timestamptz not null,
  created_at      timestamptz not null,
  sent_at         timestamptz,
  last_error      text
);
create index outbox_waiting on outbox (conversation_id, seq) where status in ('pending', 'parked');

create table job (
  id          text primary key,
  kind        text not null,
  key         text not null unique,               -- what every process computes alike: the job exists once
  due_at      timestamptz not null,
  body        jsonb not null default '{}',
  status      text not null default 'waiting' check (status in ('waiting', 'done', 'failed')),
  attempts    int not null default 0,
  last_error  text
);
create index job_due on job (due_at) where status = 'waiting';

-- What the outside complaint system is told (contract §5): ordered per conversation, at least once.
create table outside_event (
  seq             bigint generated always as identity primary key,
  id              text not null unique,
  conversation_id text not null references conversation,
  type            text not null,
  at              timestamptz not null,
  data            jsonb not null,
  status          text not null default 'pending' check (status in ('pending', 'sent', 'resting')),
  attempts        int not null default 0,
  created_at      timestamptz not null,
  last_error      text
);
create index outside_event_waiting on outside_event (conversation_id, seq) where status = 'pending';

-- Several messages become rows in one statement; the callback is answered after this commits.
-- Each element: id, conversationId, channel, account, user, communityId, personId, direction, author, authorId, kind, text, body,
-- salt, contentHash, exchangeId, at, receivedAt, sourceId, delivery, message (null = log only, no turn), settleMs (how long the
-- owner must be quiet after it), answerMs (the same while the bot waits for an answer: a fragment is then an answer).
-- Returns the ids that were new.
create function accept_messages(messages jsonb) returns setof text language plpgsql as $$
declare m record; talk record; settle interval;
begin
  for m in
    select * from jsonb_to_recordset(messages) as x(
      id text, "conversationId" text, channel text, account text, "user" text, "communityId" text, "personId" text,
      direction text, author text, "authorId" text, kind text, "text" text, body jsonb, salt text, "contentHash" text,
      "exchangeId" text, at timestamptz, "receivedAt" timestamptz, "sourceId" text, delivery text, message jsonb, "settleMs" int, "answerMs" int)
  loop
    -- Locks the talk first, as everybody does: two deliveries of one burst cannot deadlock.
    select community_id, coalesce((state ->> 'asking')::boolean, false) as asking into talk
      from conversation where id = m."conversationId" for no key update;
    if not found then
      insert into person (id, community_id, created_at) values (m."personId", m."communityId", m."receivedAt") on conflict do nothing;
      insert into identity (channel, account, external_id, person_id)
      values (m.channel, m.account, m."user", m."personId") on conflict do nothing;
      insert into conversation (id, channel, account, user_id, community_id, person_id, created_at)
      values (m."conversationId", m.channel, m.account, m."user", m."communityId",
              (select person_id from identity where channel = m.channel and account = m.account and external_id = m."user"), m."receivedAt")
      on conflict do nothing;
      select community_id, coalesce((state ->> 'asking')::boolean, false) as asking into strict talk
        from conversation where id = m."conversationId" for no key update;
    end if;
    if m."communityId" is not null and m."communityId" is distinct from talk.community_id then
      update conversation set community_id = m."communityId" where id = m."conversationId";
    end if;
    insert into inbox (id, conversation_id, exchange_id, message, at, received_at, status)
    values (m.id, m."conversationId", m."exchangeId", coalesce(m.message, '{}'), m.at, m."receivedAt",
            case when m.message is null then 'done' else 'new' end)
    on conflict (id) do nothing;
    if not found then continue; end if;
    insert into exchange (id, conversation_id, direction, author, author_id, kind, at, received_at, source_id, content_hash, delivery)
    values (m."exchangeId", m."conversationId", m.direction, m.author, m."authorId", m.kind, m.at, m."receivedAt", m."sourceId",
            m."contentHash", coalesce(m.delivery, 'n/a'));
    insert into exchange_content (exchange_id, salt, text, body) values (m."exchangeId", m.salt, m."text", coalesce(m.body, '{}'));
    -- What had to wait for the owner's next word may go on now (5 messages per owner message, 48 h: wecom-protocol §5.11).
    if m.author = 'owner' then
      update outbox set status = 'pending', next_at = m."receivedAt" where conversation_id = m."conversationId" and status = 'parked';
      if found then perform ready_to_send(m."conversationId", m."receivedAt"); end if;
    end if;
    if m.message is not null then
      settle := make_interval(secs => (case when talk.asking then least(m."answerMs", m."settleMs") else m."settleMs" end) / 1000.0);
      insert into ready (lane, conversation_id, first_at, due_at)
      values ('turn', m."conversationId", m."receivedAt", m."receivedAt" + settle)
      on conflict (lane, conversation_id) do update
         set gen = ready.gen + 1,
             due_at = case
               -- Another error's pause does not hold up a new message; an urgent one (0 ms) is due at once and stays so.
               when excluded.due_at <= excluded.first_at then least(ready.due_at, excluded.due_at)
               when ready.due_at <= ready.first_at then ready.due_at
               else least(excluded.due_at, ready.first_at + interval '8 s') end;
    end if;
    return next m.id;
  end loop;
end $$;

-- Claims up to `most` talks, those due longest first, and reads all their turns need: one round trip. Gives {claimed: [what
-- read_turn gives], nextAt: when the next one becomes due, asked only when there were fewer}.
-- A claim need not survive a crash of the server (then nobody thinks any more, and the lease would only be in the way), so its
-- commit does not wait for the disk. Always a transaction of its own.
create function claim_turns(now_at timestamptz, lease_seconds int, most int) returns jsonb language plpgsql as $$
declare turns jsonb; next_at timestamptz;
begin
  perform set_config('synchronous_commit', 'off', true);
  with due as materialized (
    select conversation_id from ready
     where lane = 'turn' and due_at <= now_at and (lease_until is null or lease_until < clock_timestamp())
     order by due_at limit most for update skip locked),
  claimed as (
    update ready r set lease_until = clock_timestamp() + make_interval(secs => lease_seconds), epoch = nextval('claim_epoch')
      from due where r.lane = 'turn' and r.conversation_id = due.conversation_id
    returning r.conversation_id, r.gen, r.epoch, r.attempts, r.due_at)
  select coalesce(jsonb_agg(read_turn(conversation_id, gen, epoch, attempts) order by due_at), '[]') into turns from claimed;
  if jsonb_array_length(turns) < most then next_at := next_due('turn', now_at); end if;
  return jsonb_build_object('claimed', turns, 'nextAt', next_at);
end $$;

create function next_due(which text, now_at timestamptz) returns timestamptz language sql as $$
  select min(due_at) from ready
   where lane = which and due_at > now_at and (lease_until is null or lease_until < clock_timestamp())
$$;

-- A message arrived while the turn thought: read all of it, with a fresh lease for the second look. Null when the lease is lost.
create function read_turn_again(talk_id text, claimed_epoch bigint, lease_seconds int) returns jsonb language plpgsql as $$
declare r ready;
begin
  update ready set lease_until = clock_timestamp() + make_interval(secs => lease_seconds)
   where lane = 'turn' and conversation_id = talk_id and epoch = claimed_epoch returning * into r;
  if not found then return null; end if;
  return read_turn(r.conversation_id, r.gen, r.epoch, r.attempts);
end $$;

-- What a turn reads; also called again when a message arrived while it thought.
create function read_turn(talk_id text, gen bigint, epoch bigint, attempts int) returns jsonb language plpgsql as $$
begin
  return (
    select jsonb_build_object(
      'conversation', jsonb_build_object('id', c.id, 'channel', c.channel, 'account', c.account, 'user', c.user_id,
        'communityId', c.community_id, 'personId', c.person_id, 'state', c.state, 'muted', c.muted),
      'gen', gen, 'epoch', epoch, 'attempts', attempts,
      'person', (select jsonb_build_object('id', p.id, 'name', p.name, 'salutation', p.salutation, 'phone', p.phone, 'language', p.language) from person p where p.id = c.person_id),
      'handoff', (select jsonb_build_object('id', h.id, 'status', h.status, 'reason', h.reason, 'mode', h.mode, 'staffed', h.staffed,
                    'assignee', h.assignee, 'caseId', h.case_id, 'openedAt', h.opened_at)
                    from handoff h where h.conversation_id = c.id and h.status <> 'closed'),
      'messages', coalesce((select jsonb_agg(jsonb_build_object('id', i.id, 'exchangeId', i.exchange_id, 'message', i.message,
                    'receivedAt', i.received_at) order by i.seq) from inbox i where i.conversation_id = c.id and i.status = 'new'), '[]'))
      from conversation c where c.id = talk_id);
end $$;

-- Everything a turn decided, in one statement. `decided`: epoch, gen, turn {id, at, replies, trace}, inboxIds, state, understanding
-- [{exchangeId, value}], exchanges [{id, author, authorId, kind, text, body, salt, contentHash, at, delivery, sources}],
-- outbox [{id, exchangeId, kind, body, bot, nextAt}], final (commit even if something arrived meanwhile).
-- Returns 'done', 'again' (a message arrived: think once more) or 'lost' (another worker holds the talk).
create function commit_turn(talk_id text, decided jsonb, now_at timestamptz) returns text language plpgsql as $$
declare
  standing text := fence_turn(talk_id, (decided ->> 'epoch')::bigint, (decided ->> 'gen')::bigint, (decided ->> 'final')::boolean);
  turn jsonb := decided -> 'turn';
  turn_id text := turn ->> 'id';
  ids text[] := array(select jsonb_array_elements_text(decided -> 'inboxIds'));
  touched int; talk record; understood record; e record;
  next_link bigint; head text; next_hash text; salted text; value_hash text; first_of jsonb;
begin
  if standing not in ('done', 'late') then return standing; end if;

  update inbox set status = 'done', turn_id = turn ->> 'id' where id = any(ids) and status = 'new';
  get diagnostics touched = row_count;
  -- The last wall in front of answering twice, whatever became of leases and epochs.
  if touched <> cardinality(ids) then
    raise exception 'a message of this turn has been answered already' using errcode = 'serialization_failure';
  end if;
  insert into turn (id, conversation_id, at, committed_at, replies, trace)
  values (turn_id, talk_id, (turn ->> 'at')::timestamptz, now_at, turn -> 'replies', coalesce(turn -> 'trace', '{}'));

  -- The chain's links, made here by the sums of 0010_records.sql, so that the talk's row is written once a turn.
  select links, head_hash, last_at into strict talk from conversation where id = talk_id;
  next_link := talk.links;
  head := talk.head_hash;
  for understood in select u ->> 'exchangeId' as id, u -> 'value' as value from jsonb_array_elements(decided -> 'understanding') u loop
    next_link := next_link + 1;
    salted := gen_random_uuid()::text;
    value_hash := sha256_hex(salted || '|' || understood.value::text);
    next_hash := change_link_hash(head, talk_id, next_link, understood.id, 'understanding', value_hash, now_at);
    insert into exchange_change (conversation_id, link, exchange_id, kind, value, at, prev_hash, hash, salt, value_hash)
    values (talk_id, next_link, understood.id, 'understanding', understood.value, now_at, head, next_hash, salted, value_hash);
    update exchange set understanding = understood.value where id = understood.id;
    head := next_hash;
  end loop;
  for e in
    select * from jsonb_to_recordset(decided -> 'exchanges') as x(id text, author text, "authorId" text, kind text, at timestamptz,
      "contentHash" text, delivery text, sources jsonb, "sourceId" text)
  loop
    next_link := next_link + 1;
    first_of := first_of_exchange(now_at, turn_id, e.delivery, null, e."sourceId", coalesce(e.sources, '[]'));
    next_hash := exchange_link_hash(head, talk_id, next_link, e.id, 'out', e.author, e."authorId", e.kind, e.at, e."contentHash", first_of);
    insert into exchange (seq, id, conversation_id, link, direction, author, author_id, kind, at, received_at, turn_id, content_hash,
                          delivery, sources, source_id, prev_hash, hash, first, txid)
    values (nextval('exchange_seq'), e.id, talk_id, next_link, 'out', e.author, e."authorId", e.kind, e.at, now_at, turn_id, e."contentHash",
            e.delivery, coalesce(e.sources, '[]'), e."sourceId", head, next_hash, first_of, pg_current_xact_id());
    talk.last_at := greatest(talk.last_at, e.at);
    head := next_hash;
  end loop;
  update conversation set state = decided -> 'state', links = next_link, head_hash = head, last_at = talk.last_at where id = talk_id;
  insert into exchange_content (exchange_id, salt, text, body)
  select w.id, w.salt, w.text, coalesce(w.body, '{}')
    from jsonb_to_recordset(decided -> 'exchanges') as w(id text, salt text, text text, body jsonb);
  insert into outbox (id, conversation_id, exchange_id, kind, body, bot, next_at, created_at)
  select o.id, talk_id, o."exchangeId", o.kind, o.body, o.bot, coalesce(o."nextAt", now_at), now_at
    from jsonb_to_recordset(decided -> 'outbox') as o(id text, "exchangeId" text, kind text, body jsonb, bot boolean, "nextAt" timestamptz);
  if found then perform ready_to_send(talk_id, now_at); end if;

  -- Arrivals hold the talk's row until their commit, so an unchanged `gen` says that nothing waits.
  if standing = 'late' and exists (select from inbox where conversation_id = talk_id and status = 'new') then
    -- The late message's own quiet window goes on.
    update ready set lease_until = null, first_at = now_at, due_at = greatest(due_at, now_at), attempts = 0
     where lane = 'turn' and conversation_id = talk_id;
  else
    delete from ready where lane = 'turn' and conversation_id = talk_id;
  end if;
  return 'done';
end $$;

-- Whether the worker of this claim may write: 'lost' (another one holds the talk), 'again' (a message arrived and may still be
-- thought about), else 'done', or 'late' when something arrived that must wait for the next turn. Holds the talk from here on.
create function fence_turn(talk_id text, claimed_epoch bigint, claimed_gen bigint, final boolean) returns text language plpgsql as $$
declare r record;
begin
  -- The talk's row first, as accept does.
  perform from conversation where id = talk_id for no key update;
  select epoch, gen into r from ready where lane = 'turn' and conversation_id = talk_id for update;
  if not found or r.epoch <> claimed_epoch then return 'lost'; end if;
  if r.gen = claimed_gen then return 'done'; end if;
  return case when final then 'late' else 'again' end;
end $$;

create function ready_to_send(talk_id text, now_at timestamptz) returns void language plpgsql as $$
begin
  -- Talk before lane, always: whoever delivers holds the talk when it comes to the lane.
  perform from conversation where id = talk_id for no key update;
  insert into ready (lane, conversation_id, first_at, due_at) values ('send', talk_id, now_at, now_at)
  on conflict (lane, conversation_id) do update set gen = ready.gen + 1, due_at = least(ready.due_at, excluded.due_at);
end $$;

-- The outside complaint system is told of every exchange in the same transaction, when there is one (setting 'outside.enabled').
create function tell_exchange() returns trigger language plpgsql as $$
begin
  if exists (select from setting where scope = '' and key = 'outside.enabled' and value = 'true') then
    insert into outside_event (id, conversation_id, type, at, data, created_at)
    values ('ev_' || new.id, new.conversation_id, 'exchange', new.at, jsonb_build_object('exchangeId', new.id), new.received_at);
  end if;
  return null;
end $$;
create trigger tell_exchange after insert on exchange for each row execute function tell_exchange();

create function ready_to_tell() returns trigger language plpgsql as $$
begin
  perform from conversation where id = new.conversation_id for no key update;
  insert into ready (lane, conversation_id, first_at, due_at) values ('tell', new.conversation_id, new.created_at, new.created_at)
  on conflict (lane, conversation_id) do update set gen = ready.gen + 1, due_at = least(ready.due_at, excluded.due_at);
  return null;
end $$;
create trigger ready_to_tell after insert on outside_event for each row execute function ready_to_tell();

-- The same claim for the lanes that send and tell.
create function claim_lane(which text, now_at timestamptz, lease_seconds int) returns setof ready language sql as $$
  update ready set lease_until = clock_timestamp() + make_interval(secs => lease_seconds), epoch = nextval('claim_epoch')
   where lane = which and conversation_id = (
     select conversation_id from ready
      where lane = which and due_at <= now_at and (lease_until is null or lease_until < clock_timestamp())
      order by due_at limit 1 for update skip locked)
  returning *
$$;

-- Done with a claimed lane: gone if nothing arrived since the claim and nothing is left (a claim reads so many rows and no
-- more), else due again at once.
create function finish_lane(which text, talk_id text, claimed_gen bigint, claimed_epoch bigint, now_at timestamptz) returns void language plpgsql as $$
begin
  delete from ready where lane = which and conversation_id = talk_id and gen = claimed_gen and epoch = claimed_epoch
     and not case which
       when 'send' then exists (select from outbox where conversation_id = talk_id and status = 'pending')
       when 'tell' then exists (select from outside_event where conversation_id = talk_id and status = 'pending')
       else exists (select from inbox where conversation_id = talk_id and status = 'new') end;
  if not found then
    update ready set lease_until = null, due_at = now_at, attempts = 0 where lane = which and conversation_id = talk_id and epoch = claimed_epoch;
  end if;
end $$;

-- Not now: the lane rests until `until_at` and remembers why. Something new does not cut the pause short (order is kept).
create function delay_lane(which text, talk_id text, claimed_epoch bigint, until_at timestamptz, why text) returns void language sql as $$
  update ready set lease_until = null, due_at = until_at, attempts = attempts + 1, last_error = why
   where lane = which and conversation_id = talk_id and epoch = claimed_epoch
$$;

-- Claims up to `most` talks whose words are due and reads what waits in them (50 rows at most): one round trip. `links` is how
-- long the talk's chain was. Its commit does not wait for the disk, as with claim_turns.
create function claim_sends(now_at timestamptz, lease_seconds int, most int) returns jsonb language plpgsql as $$
declare talks jsonb; next_at timestamptz;
begin
  perform set_config('synchronous_commit', 'off', true);
  with due as materialized (
    select conversation_id from ready
     where lane = 'send' and due_at <= now_at and (lease_until is null or lease_until < clock_timestamp())
     order by due_at limit most for update skip locked),
  claimed as (
    update ready r set lease_until = clock_timestamp() + make_interval(secs => lease_seconds), epoch = nextval('claim_epoch')
      from due where r.lane = 'send' and r.conversation_id = due.conversation_id
    returning r.conversation_id, r.gen, r.epoch, r.attempts, r.due_at)
  select coalesce(jsonb_agg(read_sends(conversation_id, gen, epoch, attempts) order by due_at), '[]') into talks from claimed;
  if jsonb_array_length(talks) < most then next_at := next_due('send', now_at); end if;
  return jsonb_build_object('claimed', talks, 'nextAt', next_at);
end $$;

create function read_sends(talk_id text, gen bigint, epoch bigint, attempts int) returns jsonb language plpgsql as $$
begin
  return (
    select jsonb_build_object('conversationId', c.id, 'channel', c.channel, 'account', c.account, 'user', c.user_id, 'muted', c.muted,
             'links', c.links, 'gen', gen, 'epoch', epoch, 'attempts', attempts,
             'items', coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'exchangeId', o.exchange_id, 'body', o.body, 'bot', o.bot,
                         'attempts', o.attempts, 'createdAt', o.created_at) order by o.seq)
                         from (select * from outbox where conversation_id = talk_id and status = 'pending' order by seq limit 50) o), '[]'))
      from conversation c where c.id = talk_id);
end $$;

-- How one attempt ended: outbox row, delivery in the log, lane, in one statement. `settled`: id, epoch, gen, links (as claimed),
-- status (sent, parked, dropped, failed), reason, change (the delivery as the log keeps it), last (nothing more was claimed).
-- Gives what holds for the next row: {held: the lane is still ours, muted: a person serves}.
create function settle_send(talk_id text, settled jsonb, now_at timestamptz, lease_seconds int) returns jsonb language plpgsql as $$
declare
  claimed_epoch bigint := (settled ->> 'epoch')::bigint;
  row_status text := settled ->> 'status';
  person_serves boolean; item record;
begin
  select muted into strict person_serves from conversation where id = talk_id for no key update;
  -- The owner has written while we were being refused: what it should have waited for is here, so it is tried again.
  if row_status = 'parked' and exists (
    select from exchange where conversation_id = talk_id and link > (settled ->> 'links')::bigint and direction = 'in' and author = 'owner') then
    update outbox set attempts = attempts + 1, last_error = settled ->> 'reason' where id = settled ->> 'id' and status = 'pending';
    update ready set lease_until = null, due_at = now_at where lane = 'send' and conversation_id = talk_id and epoch = claimed_epoch;
    return jsonb_build_object('held', false, 'muted', person_serves);
  end if;
  -- A sender that slept through its lease may still say what it did, once; nothing settled is settled anew.
  update outbox set status = row_status, attempts = attempts + 1, last_error = settled ->> 'reason',
         sent_at = case when row_status = 'sent' then now_at end
   where id = settled ->> 'id' and status = 'pending' returning exchange_id into item;
  if found and item.exchange_id is not null then
    insert into exchange_change (conversation_id, link, exchange_id, kind, value, at, prev_hash, hash)
    values (talk_id, 0, item.exchange_id, 'delivery', settled -> 'change', now_at, '', '');
  end if;
  if (settled ->> 'last')::boolean then
    perform finish_lane('send', talk_id, (settled ->> 'gen')::bigint, claimed_epoch, now_at);
    return jsonb_build_object('held', false, 'muted', person_serves);
  end if;
  update ready set lease_until = clock_timestamp() + make_interval(secs => lease_seconds)
   where lane = 'send' and conversation_id = talk_id and epoch = claimed_epoch;
  return jsonb_build_object('held', found, 'muted', person_serves);
end $$;
