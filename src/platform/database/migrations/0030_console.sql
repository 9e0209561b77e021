-- The console and its API: what was asked for twice is done once, and how far each account has read.

create table request (
  route     text not null,                        -- method and path
  id        text not null,                        -- as the client gave it
  at        timestamptz not null,
  reference text not null,                        -- what it came to: an id, never an owner's words
  primary key (route, id)
);
create index request_at on request (at);

create table console_reading (
  account_id      text not null references console_account on delete cascade,
  conversation_id text not null references conversation,
  seq             bigint not null,
  primary key (account_id, conversation_id)
);

create index console_session_account on console_session (account_id);
