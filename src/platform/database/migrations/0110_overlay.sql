-- What a company changed of the words, tables and policies that ship as files (design D15). A version is laid over the shipped file
-- by key, or is a whole text of the company's own; both empty means that the shipped file stands again. Nothing is ever overwritten.
create table overlay_version (
  path    text not null,                -- of the shipped file: dialogs/repair.yml
  scope   text not null default '',     -- '' the company, else the id of a community
  version int  not null,
  text    text,                         -- null: edits lie over what ships
  edits   jsonb not null default '{}',  -- what to put where, by address
  shipped text not null,                -- hash of the shipped text it was made over
  was     jsonb not null default '{}',  -- what the shipped file said there then, by address
  note    text not null default '',
  account text not null,
  by      text not null,
  at      timestamptz not null,
  primary key (path, scope, version)
);

-- Counted up by every change: a process that saw another number reads anew.
create table overlay_revision (
  one   boolean primary key default true check (one),
  value bigint not null
);
insert into overlay_revision (value) values (0);
