-- Words that WeCom could not bring to an owner (msg_send_fail, wecom-protocol §5.9) and that no other way of ours can: somebody
-- must ring the owner up. Staff see the open ones until one of them is done with it.
create table call_back (
  id              text primary key,
  conversation_id text not null references conversation,
  community_id    text references community,
  exchange_id     text,                           -- the words that did not arrive
  reason          text not null,
  due_at          timestamptz not null,
  at              timestamptz not null,
  done_at         timestamptz,
  done_by         text,
  retention       text not null default 'case'
);
-- One owner, one call: while it is open, more words that fail belong to it.
create unique index call_back_open on call_back (conversation_id) where done_at is null;
