-- What somebody found who looked into a complaint of the daily report's list (domain.md B3, 抽查). Nothing is overwritten: the last
-- one of a case counts, earlier ones stay beside it.
create table spot_check (
  seq          bigint generated always as identity primary key,
  day          date not null,
  case_id      text not null references cases,
  community_id text references community,
  verdict      text not null check (verdict in ('right', 'wrong')),
  note         text not null default '',
  checked_by   text not null,
  checked_at   timestamptz not null,
  retention    text not null default 'case'
);
create index spot_check_of on spot_check (case_id, day, seq desc);
