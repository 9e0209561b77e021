-- The door of 智能机器人 over the long connection (wecom-protocol §8.3).

-- One row a bot: which process may connect, and what stands in the way. The lease uses the database's clock, all else the Clock port.
create table aibot (
  bot_id       text primary key,
  holder       text,                              -- the process that has the lease
  lease_until  timestamptz,
  epoch        bigint not null default 0,         -- fences a lost lease
  connected    boolean not null default false,
  connected_at timestamptz,
  trouble      text check (trouble in ('kicked', 'refused', 'unreachable')),
  trouble_note text,
  trouble_at   timestamptz,
  troubles     int not null default 0,            -- in a row: each wait is longer than the one before
  not_before   timestamptz,                       -- nobody connects earlier
  secret_mark  text                               -- of the secret that was refused: another one is tried at once
);

-- What WeCom pushed and may be answered by its req_id. A message has one stream; `said` are the parts shown in it so far.
create table aibot_callback (
  seq             bigint generated always as identity,
  bot_id          text not null,
  msgid           text not null,
  conversation_id text not null,
  inbox_id        text not null,
  req_id          text not null,
  kind            text not null check (kind in ('message', 'enter', 'card')),
  at              timestamptz not null,
  stream_id       text,
  begun_at        timestamptz,
  said            jsonb not null default '[]',    -- [{id: outbox row, text}]
  finishing       boolean not null default false, -- a last frame has been tried
  done_at         timestamptz,
  retention       text not null default 'talk',
  primary key (bot_id, msgid)
);
create index aibot_callback_talk on aibot_callback (conversation_id, seq);
create index aibot_callback_open on aibot_callback (bot_id, begun_at) where begun_at is not null and done_at is null;

-- When frames went into a chat within the last hour: 30 a minute and 1000 an hour.
create table aibot_chat (
  bot_id    text not null,
  chat_id   text not null,
  frames    timestamptz[] not null default '{}',
  retention text not null default 'talk',
  primary key (bot_id, chat_id)
);

-- Photos and files whose address lives five minutes: remembered with the message, fetched beside it.
create table aibot_media (
  file_id    text primary key,
  bot_id     text not null,
  url        text not null,
  aes_key    text not null,
  name       text not null,
  created_at timestamptz not null,
  next_at    timestamptz not null,
  attempts   int not null default 0,
  problem    text,
  given_up   boolean not null default false,
  retention  text not null default 'talk'
);
create index aibot_media_due on aibot_media (bot_id, next_at) where not given_up;

-- Deliveries of a process that has no connection, for the one that has it.
create table aibot_order (
  outbox_id text primary key,
  bot_id    text not null,
  item      jsonb not null,
  status    text not null default 'waiting' check (status in ('waiting', 'taken', 'done')),
  taken_at  timestamptz,
  result    jsonb,
  at        timestamptz not null default clock_timestamp(),
  retention text not null default 'talk'
);
create index aibot_order_open on aibot_order (bot_id, at) where status <> 'done';

-- What belongs to nobody, or what the store refused: kept whole, so that nothing is lost.
create table aibot_stray (
  id        text primary key,
  bot_id    text not null,
  item      jsonb not null,
  reason    text not null,
  at        timestamptz not null,
  retention text not null default 'talk'
);
