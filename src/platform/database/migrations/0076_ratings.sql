-- Ending well (domain.md B38–B40): asked once for each time a case was resolved, of the talk it came from.
create table rating_ask (
  case_id         text not null references cases,
  resolved_at     timestamptz not null,
  conversation_id text not null references conversation,
  person_id       text references person,
  community_id    text references community,
  asked_at        timestamptz not null,
  exchange_id     text not null,                  -- the menu's row in the log: a bare digit answers it only while it is the newest menu
  retention       text not null default 'case',
  primary key (case_id, resolved_at)
);
create index rating_ask_talk on rating_ask (conversation_id, asked_at desc);

-- A score below four goes up level by level until somebody has taken it on.
create table rating_chain (
  id              text primary key,
  case_id         text not null references cases,
  conversation_id text not null references conversation,
  person_id       text references person,
  community_id    text references community,
  score           int not null check (score between 1 and 5),
  level           int not null default -1,
  started_at      timestamptz not null,
  ended_at        timestamptz,
  ended_by        text,
  note            text,
  retention       text not null default 'case'
);
create unique index rating_chain_open on rating_chain (case_id) where ended_at is null;

create table rating_chain_level (
  chain_id text not null references rating_chain,
  level    int not null,
  post     text not null,
  staff    text,                                  -- null: skipped, and `note` says why
  at       timestamptz not null,
  note     text not null default '',
  primary key (chain_id, level)
);

-- Words of staff that tell an owner how to score (domain.md B40).
create table steering_flag (
  id              text primary key,
  conversation_id text not null references conversation,
  person_id       text references person,
  community_id    text references community,
  staff           text not null,
  words           text not null,
  sent            boolean not null,
  at              timestamptz not null,
  retention       text not null default 'case'
);
