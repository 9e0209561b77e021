-- WeCom's own figures, a day and account (servicer '': the whole account), as they came (wecom-protocol §5.17). A figure that is
-- not defined for a day (a rate without sessions) is absent, not 0.
create table kf_statistic (
  day       date not null,
  open_kfid text not null,
  servicer  text not null default '',
  figures   jsonb not null,
  told_at   timestamptz not null,
  primary key (open_kfid, servicer, day)
);
create index kf_statistic_day on kf_statistic (day);

alter table kf_account
  add column statistics_due timestamptz,          -- null: never asked yet
  add column statistics_through date;
