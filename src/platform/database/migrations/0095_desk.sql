-- The take-over desk: what colleagues tell each other beside a talk, their own phrases, and who is at the desk.

-- Never shown to an owner, and no part of the log between us and them (design D11). `transfer` and `called` have somebody they are
-- meant for; `called` waits until somebody has looked.
create table talk_note (
  id              text primary key,
  conversation_id text not null references conversation,
  handoff_id      text references handoff,
  community_id    text references community,
  person_id       text references person,
  kind            text not null default 'note' check (kind in ('note', 'transfer', 'called')),
  author          text not null,
  meant_for       text,
  text            text not null,
  at              timestamptz not null,
  seen_by         text,
  seen_at         timestamptz,
  erased_at       timestamptz,
  retention       text not null default 'talk'
);
create index talk_note_talk on talk_note (conversation_id, at);
create index talk_note_called on talk_note (handoff_id) where kind = 'called' and seen_at is null;
create index talk_note_person on talk_note (person_id);

-- Words for many talks, beside those that ship in dialogs/phrases.yml. Without an account they are everybody's; without a
-- community they hold in all of them.
create table phrase (
  id           text primary key,
  account_id   text references console_account on delete cascade,
  community_id text references community,
  title        text not null,
  text         text not null,
  by_account   text not null,
  at           timestamptz not null
);
create index phrase_account on phrase (account_id);

-- One open desk in a browser: a lease, by the database's clock as all leases, so that a killed process leaves nobody behind.
create table desk_line (
  id         text primary key,
  account_id text not null references console_account on delete cascade,
  until      timestamptz not null
);
create index desk_line_account on desk_line (account_id);

-- Who has said that they rest. It ends by itself, so that nobody is forgotten in the break of yesterday.
create table desk_rest (
  account_id text primary key references console_account on delete cascade,
  until      timestamptz not null
);
