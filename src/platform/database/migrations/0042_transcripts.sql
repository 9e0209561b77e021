-- What a machine heard in a voice message. It stands beside the log's row, not in it: the log keeps what was sent.
create table transcript (
  exchange_id text primary key,
  text        text not null,
  model       text not null,
  at          timestamptz not null,
  retention   text not null default 'talk'
);
