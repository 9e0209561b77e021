-- What the WeCom callback has met, and when last, for `npm run doctor` and the set-up page: a deployment knows so by itself
-- whether the address in the admin console is right. One row a kind; nothing about anybody.
create table wecom_sighting (
  kind   text primary key check (kind in ('verified', 'received', 'refused', 'skewed')),
  at     timestamptz not null,
  detail text not null default ''
);
