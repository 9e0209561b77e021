-- An answer goes from draft over review to the owners by another person's hand (domain.md B59–B65, C11).

-- Only the newest version of an article is worked on: `replaced` ones were overtaken before they answered; `published` has answered
-- at some time, and article.version says which one does. `author` is the account that wrote it (null: a file, the system).
alter table article_version
  add column state         text not null default 'draft'
    check (state in ('draft', 'review', 'returned', 'scheduled', 'published', 'replaced')),
  add column author        text,
  add column note          text not null default '',
  add column superseded_by text references article,
  add column submitted_at  timestamptz,
  add column publish_at    timestamptz;
update article_version v
   set state = case when v.version = a.version then 'published'
                    when exists (select from article_version n where n.article_id = a.id and n.version > v.version) then 'replaced'
                    else 'draft' end
  from article a
 where a.id = v.article_id;
create index article_version_waiting on article_version (submitted_at) where state in ('review', 'scheduled');

-- Who did what to which version, and why.
create table article_event (
  seq        bigint generated always as identity primary key,
  article_id text not null references article,
  version    int not null,
  act        text not null,
  account    text,                                -- null: the system
  by         text not null,
  note       text not null default '',
  at         timestamptz not null
);
create index article_event_of on article_event (article_id, seq);

-- Questions with the article that has to answer them; without one, nothing may.
create table golden_question (
  id           text primary key,
  seq          bigint generated always as identity unique,
  community_id text references community,         -- null: asked by somebody who named none
  query        text not null,
  expected_key text,
  answer_has   text not null default '',          -- words that must stand in the answer, for numbers that may not go wrong
  created_at   timestamptz not null,
  created_by   text not null,
  unique nulls not distinct (community_id, query)
);
