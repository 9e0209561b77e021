-- Signing in to the console with WeCom (wecom-protocol §9). The state is bound to the browser that began, and works once.

alter table console_account add column if not exists wecom_userid text unique;

create table sign_in_state (
  state_hash   text primary key,
  browser_hash text not null,
  next         text not null,
  created_at   timestamptz not null,
  expires_at   timestamptz not null
);
create index sign_in_state_end on sign_in_state (expires_at);
