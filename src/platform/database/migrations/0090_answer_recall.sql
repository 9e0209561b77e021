-- What was answered and from which article, of the last days: who was told an old text, and how often an article helps (C10, B65).
create index exchange_answers on exchange (at) where sources <> '[]'::jsonb;

-- A question that got no answer, and the article that was written for it; the group goes once that one answers.
alter table unanswered add column article_id text references article;
create index unanswered_article on unanswered (article_id) where article_id is not null;

-- An approved correction to whoever was told what no longer holds (domain.md C10). `version`: the one that holds now.
create table correction (
  id           text primary key,
  article_id   text not null references article,
  version      int not null,
  community_id text references community,
  days         int not null,
  words        text not null,
  by           text not null,
  at           timestamptz not null,
  retention    text not null default 'talk'
);
create index correction_of on correction (article_id, at);

-- Each talk hears of a version once, whoever presses whatever how often.
create table correction_to (
  correction_id   text not null references correction,
  article_id      text not null,
  version         int not null,
  conversation_id text not null references conversation,
  person_id       text references person,
  community_id    text references community,
  words           text not null,                   -- the placeholders of this community filled
  outcome         text not null default 'waiting' check (outcome in ('waiting', 'sent', 'call')),
  reason          text not null default '',
  exchange_id     text,
  at              timestamptz not null,
  retention       text not null default 'talk',
  primary key (article_id, version, conversation_id)
);
create index correction_to_of on correction_to (correction_id);
