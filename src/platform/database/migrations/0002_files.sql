-- Photos, recordings and documents, in the database by default (design D2): one backup, and the same on a cluster.

create table file (
  id           text primary key,
  name         text not null,
  mime         text not null,                     -- found in the bytes, never the declared one
  size         integer not null check (size between 0 and 26214400),
  sha256       text not null,
  community_id text references community,
  person_id    text references person,
  retention    text not null default 'talk',
  created_at   timestamptz not null
);
create index file_person on file (person_id) where person_id is not null;

create table file_chunk (
  file_id text not null references file on delete cascade,
  part    integer not null,
  body    bytea not null,
  primary key (file_id, part)
);
-- Pictures and sound are compressed already; trying again would only cost time.
alter table file_chunk alter column body set storage external;
