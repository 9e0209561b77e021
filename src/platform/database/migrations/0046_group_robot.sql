-- The robot of the staff group (wecom-protocol §7): what it has to say, and when it spoke.

create table group_alert (
  seq         bigint generated always as identity unique,
  id          text primary key,                   -- the same alarm twice is one
  text        text not null,
  status      text not null default 'pending' check (status in ('pending', 'sent', 'failed')),
  attempts    int not null default 0,
  due_at      timestamptz not null,
  lease_until timestamptz,
  created_at  timestamptz not null,
  sent_at     timestamptz,
  last_error  text,
  retention   text not null default 'case'
);
create index group_alert_waiting on group_alert (due_at) where status = 'pending';

-- 20 a minute for the one robot, whatever process posts: each attempt counts, answered or not.
create table group_post (
  seq bigint generated always as identity primary key,
  at  timestamptz not null
);
create index group_post_at on group_post (at);
