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
create index inbox_turn on inbox (turn_id) where turn_id is not null;

-- One row a conversation and lane: `turn` thinks, `send` delivers, `tell` informs the outside complaint system.
-- `gen` counts arrivals so that a late one is never stranded; `epoch` fences a lost lease. Leases use the database's clock.
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
);
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
  lease_until timestamptz,
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
declare m record; asking boolean; settle interval;
begin
  for m in
    select * from jsonb_to_recordset(messages) as x(
      id text, "conversationId" text, channel text, account text, "user" text, "communityId" text, "personId" text,
      direction text, author text, "authorId" text, kind text, "text" text, body jsonb, salt text, "contentHash" text,
      "exchangeId" text, at timestamptz, "receivedAt" timestamptz, "sourceId" text, delivery text, message jsonb, "settleMs" int, "answerMs" int)
  loop
    if not exists (select from conversation where id = m."conversationId") then
      insert into person (id, community_id, created_at) values (m."personId", m."communityId", m."receivedAt") on conflict do nothing;
      insert into identity (channel, account, external_id, person_id)
      values (m.channel, m.account, m."user", m."personId") on conflict do nothing;
      insert into conversation (id, channel, account, user_id, community_id, person_id, created_at)
      values (m."conversationId", m.channel, m.account, m."user", m."communityId",
              (select person_id from identity where channel = m.channel and account = m.account and external_id = m."user"), m."receivedAt")
      on conflict do nothing;
    elsif m."communityId" is not null then
      update conversation set community_id = m."communityId"
       where id = m."conversationId" and community_id is distinct from m."communityId";
    end if;
    -- Locks the talk first, always in this order: two deliveries of one burst cannot deadlock.
    select coalesce((state ->> 'asking')::boolean, false) into asking from conversation where id = m."conversationId" for no key update;
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
      settle := make_interval(secs => (case when asking then least(m."answerMs", m."settleMs") else m."settleMs" end) / 1000.0);
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

-- Claims the conversation that is due longest and reads all a turn needs: one round trip. Null when nothing is due.
create function claim_turn(now_at timestamptz, lease_seconds int) returns jsonb language plpgsql as $$
declare r ready; talk conversation;
begin
  update ready set lease_until = clock_timestamp() + make_interval(secs => lease_seconds), epoch = epoch + 1
   where lane = 'turn' and conversation_id = (
     select conversation_id from ready
      where lane = 'turn' and due_at <= now_at and (lease_until is null or lease_until < clock_timestamp())
      order by due_at limit 1 for update skip locked)
     and lane = 'turn'
  returning * into r;
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
declare r ready; e jsonb; turn_id text := decided -> 'turn' ->> 'id'; more boolean;
begin
  -- The talk's row first, as accept does.
  perform from conversation where id = talk_id for no key update;
  select * into r from ready where lane = 'turn' and conversation_id = talk_id for update;
  if not found or r.epoch <> (decided ->> 'epoch')::bigint then return 'lost'; end if;
  if r.gen <> (decided ->> 'gen')::bigint and not (decided ->> 'final')::boolean then return 'again'; end if;

  update conversation set state = decided -> 'state' where id = talk_id;
  insert into turn (id, conversation_id, at, committed_at, replies, trace)
  values (turn_id, talk_id, (decided -> 'turn' ->> 'at')::timestamptz, now_at, decided -> 'turn' -> 'replies', coalesce(decided -> 'turn' -> 'trace', '{}'));
  update inbox set status = 'done', turn_id = decided -> 'turn' ->> 'id'
   where id in (select jsonb_array_elements_text(decided -> 'inboxIds'));
  insert into exchange_change (conversation_id, link, exchange_id, kind, value, at, prev_hash, hash)
  select talk_id, 0, u ->> 'exchangeId', 'understanding', u -> 'value', now_at, '', ''
    from jsonb_array_elements(decided -> 'understanding') u;
  for e in select * from jsonb_array_elements(decided -> 'exchanges') loop
    insert into exchange (id, conversation_id, direction, author, author_id, kind, at, received_at, turn_id, content_hash, delivery, sources, source_id)
    values (e ->> 'id', talk_id, 'out', e ->> 'author', e ->> 'authorId', e ->> 'kind', (e ->> 'at')::timestamptz, now_at, turn_id,
            e ->> 'contentHash', e ->> 'delivery', coalesce(e -> 'sources', '[]'), e ->> 'sourceId');
    insert into exchange_content (exchange_id, salt, text, body)
    values (e ->> 'id', e ->> 'salt', e ->> 'text', coalesce(e -> 'body', '{}'));
  end loop;
  if jsonb_array_length(decided -> 'outbox') > 0 then
    insert into outbox (id, conversation_id, exchange_id, kind, body, bot, next_at, created_at)
    select o ->> 'id', talk_id, o ->> 'exchangeId', o ->> 'kind', o -> 'body', (o ->> 'bot')::boolean, coalesce((o ->> 'nextAt')::timestamptz, now_at), now_at
      from jsonb_array_elements(decided -> 'outbox') o;
    perform ready_to_send(talk_id, now_at);
  end if;

  select exists (select from inbox where conversation_id = talk_id and status = 'new') into more;
  if more then
    update ready set lease_until = null, first_at = now_at, due_at = now_at, attempts = 0 where lane = 'turn' and conversation_id = talk_id;
  else
    delete from ready where lane = 'turn' and conversation_id = talk_id;
  end if;
  return 'done';
end $$;

create function ready_to_send(talk_id text, now_at timestamptz) returns void language plpgsql as $$
begin
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
  insert into ready (lane, conversation_id, first_at, due_at) values ('tell', new.conversation_id, new.created_at, new.created_at)
  on conflict (lane, conversation_id) do update set gen = ready.gen + 1, due_at = least(ready.due_at, excluded.due_at);
  return null;
end $$;
create trigger ready_to_tell after insert on outside_event for each row execute function ready_to_tell();

-- The same claim for the lanes that send and tell.
create function claim_lane(which text, now_at timestamptz, lease_seconds int) returns setof ready language sql as $$
  update ready set lease_until = clock_timestamp() + make_interval(secs => lease_seconds), epoch = epoch + 1
   where lane = which and conversation_id = (
     select conversation_id from ready
      where lane = which and due_at <= now_at and (lease_until is null or lease_until < clock_timestamp())
      order by due_at limit 1 for update skip locked)
  returning *
$$;

-- Done with a claimed lane: gone if nothing arrived since the claim, else due again at once.
create function finish_lane(which text, talk_id text, claimed_gen bigint, claimed_epoch bigint, now_at timestamptz) returns void language plpgsql as $$
begin
  delete from ready where lane = which and conversation_id = talk_id and gen = claimed_gen and epoch = claimed_epoch;
  if not found then
    update ready set lease_until = null, due_at = now_at, attempts = 0 where lane = which and conversation_id = talk_id and epoch = claimed_epoch;
  end if;
end $$;

-- Not now: the lane rests until `until_at` and remembers why. Something new does not cut the pause short (order is kept).
create function delay_lane(which text, talk_id text, claimed_epoch bigint, until_at timestamptz, why text) returns void language sql as $$
  update ready set lease_until = null, due_at = until_at, attempts = attempts + 1, last_error = why
   where lane = which and conversation_id = talk_id and epoch = claimed_epoch
$$;
