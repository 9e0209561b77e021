-- The company's own app (wecom-protocol §6): what members wrote or pressed, and what goes to them. Leases use the database's
-- clock; every other time is the Clock port's.

create table app_event (
  seq         bigint generated always as identity unique,
  id          text primary key,                   -- what makes it this one: a second delivery of it changes nothing (§3.8)
  user_id     text not null,                      -- the member, in lower case
  body        jsonb not null,                     -- emptied when it is done: words live in the log only
  received_at timestamptz not null,
  status      text not null default 'new' check (status in ('new', 'done', 'failed')),
  attempts    int not null default 0,
  due_at      timestamptz not null,
  lease_until timestamptz,
  last_error  text,
  retention   text not null default 'talk'
);
-- One at a time for each member, in the order they came.
create index app_event_waiting on app_event (user_id, seq) where status = 'new';

-- A card with buttons: about what, who got it, and, once the matter is taken, what its buttons say.
create table app_card (
  id            text primary key,                 -- `task_id` is this and the number of the attempt
  subject       text not null check (subject in ('handoff', 'case')),
  subject_id    text not null,
  community_id  text references community,
  step          text not null,                    -- which buttons it has
  receivers     jsonb not null,                   -- user ids in lower case
  response_code text,                             -- pays for one update within 72 hours of sent_at
  status        text not null default 'queued' check (status in ('queued', 'sent', 'failed')),
  label         text,
  created_at    timestamptz not null,
  sent_at       timestamptz,
  settled_at    timestamptz,
  retention     text not null default 'case'
);
create index app_card_live on app_card (subject, subject_id) where label is null;

-- What goes to members of staff: texts, cards, changes of cards.
create table app_send (
  seq         bigint generated always as identity unique,
  id          text primary key,
  kind        text not null check (kind in ('text', 'card', 'update')),
  card_id     text references app_card,
  receivers   jsonb not null,
  body        jsonb not null,
  status      text not null default 'pending' check (status in ('pending', 'sent', 'failed', 'dropped')),
  attempts    int not null default 0,
  due_at      timestamptz not null,
  lease_until timestamptz,
  created_at  timestamptz not null,
  sent_at     timestamptz,
  last_error  text,
  retention   text not null default 'talk'
);
create index app_send_waiting on app_send (due_at) where status = 'pending';
-- How many a member got within the last minute and hour (§6.3).
create index app_send_recent on app_send (sent_at) where status = 'sent' and kind <> 'update';
