-- A published change is known to every process within a second: each one draws the next revision. Whoever writes articles holds
-- this row until the end, so revisions appear in their order and a reader who has seen one has seen all before it.
create table article_revision (
  one   boolean primary key default true check (one),
  value bigint not null default 0
);
insert into article_revision default values;

alter table article
  add column seq bigint generated always as identity unique,
  add column txid xid8 not null default pg_current_xact_id(),
  add column revision bigint not null default 0;
create index article_by_revision on article (revision);

alter table article_version add column tags jsonb not null default '[]';

alter table unanswered
  add column seq bigint generated always as identity unique,
  add column txid xid8 not null default pg_current_xact_id();
create index unanswered_words on unanswered (conversation_id);
