-- The door of 微信客服 (wecom-protocol §5, design §2.1 and D9).

-- One KF account and how far it has been pulled. Leases use the database's clock; every other time is the Clock port's.
create table kf_account (
  open_kfid         text primary key,
  name              text not null default '',
  community_id      text references community,
  manage_privilege  boolean,                      -- may this app send and assign? null: not listed yet
  active            boolean not null default true,-- false: deleted, or withdrawn from the app
  cursor            text,
  catching_up       boolean not null default true,-- draining what is old: stored whole, hardly answered (§5.10)
  callback_token    text,                         -- good for ten minutes from callback_at
  callback_at       timestamptz,
  wake_gen          bigint not null default 0,    -- counts wake-ups …
  pulled_gen        bigint not null default 0,    -- … and how many of them a finished drain has answered
  due_at            timestamptz not null,         -- reconciliation: callbacks may be lost
  not_before        timestamptz,                  -- after a failure, nothing wakes it earlier
  failures          int not null default 0,
  slowness          int not null default 1,       -- doubled by 45009
  last_error        text,
  last_pull_at      timestamptz,
  lease_until       timestamptz,
  epoch             bigint not null default 0     -- fences a lost lease
);
create index kf_account_due on kf_account (due_at) where active;

-- What we know of a session; WeCom is the truth and is asked when in doubt.
create table kf_session (
  open_kfid       text not null,
  external_userid text not null,
  state           int check (state between 0 and 4),  -- null: not known
  servicer        text,
  state_source    text not null default 'none',
  known_at        timestamptz,                    -- when the state surely was so
  last_owner_at   timestamptz,                    -- the 48 hours and the five messages begin here
  sends           jsonb not null default '[]',    -- [{id, at, after}]: what counts towards the five
  retention       text not null default 'talk',
  primary key (open_kfid, external_userid)
);
create index kf_session_recent on kf_session (open_kfid, last_owner_at);
create index kf_session_servicer on kf_session (open_kfid, servicer) where state = 3;

-- One-time codes of send_msg_on_event (§5.13): the newest of each scene.
create table kf_code (
  open_kfid       text not null,
  external_userid text not null,
  scene           text not null check (scene in ('welcome', 'pool', 'assigned', 'ended')),
  code            text not null,
  good_until      timestamptz not null,
  taken_by        text,                           -- the outbox row that spends it: the same row may try again
  retention       text not null default 'talk',
  primary key (open_kfid, external_userid, scene)
);

create table kf_servicer (
  open_kfid text not null,
  userid    text not null,
  receiving boolean not null,
  told_at   timestamptz not null,
  primary key (open_kfid, userid)
);

-- Catch-up: the newest question of each owner waits until all pages are in, for only then it is known to be the newest.
create table kf_held (
  seq             bigint generated always as identity primary key,
  id              text not null unique,
  open_kfid       text not null,
  external_userid text not null,
  arrival         jsonb not null,
  retention       text not null default 'talk'
);
create index kf_held_of on kf_held (open_kfid, external_userid, seq);

-- Photos and files that could not be fetched at once; they are tried again while WeCom keeps them (three days).
create table kf_media (
  file_id         text primary key,
  open_kfid       text not null,
  external_userid text not null,
  media_id        text not null,
  name            text not null,
  created_at      timestamptz not null,
  next_at         timestamptz not null,
  attempts        int not null default 0,
  problem         text not null,
  given_up        boolean not null default false,
  retention       text not null default 'talk'
);
create index kf_media_due on kf_media (next_at) where not given_up;

-- Items nobody can be found for, or that the store refused: kept whole, so that nothing is lost.
create table kf_stray (
  id        text primary key,
  open_kfid text not null,
  item      jsonb not null,
  reason    text not null,
  at        timestamptz not null,
  retention text not null default 'talk'
);
