-- Accounts that administrators make, close and open again, and where they may look.

alter table console_account add column disabled_at timestamptz;
alter table console_account add column last_seen_at timestamptz;

-- Given to the account itself, besides the communities of the member of staff it is linked to.
create table console_account_community (
  account_id   text not null references console_account on delete cascade,
  community_id text not null references community,
  primary key (account_id, community_id)
);

-- Wrong passwords are counted by the name that was typed, whether there is such an account or not: a lock tells nothing.
create table sign_in_try (
  name_hash    text primary key,
  failures     int not null,
  locked_until timestamptz,
  at           timestamptz not null
);
create index sign_in_try_at on sign_in_try (at);

alter table console_account drop column failures;
alter table console_account drop column locked_until;
