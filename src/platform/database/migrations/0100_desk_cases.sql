-- Cases at the console: found quickly among very many, kept lists, parts, photos of staff (domain.md B1–B5, B41).

-- Staff a complaint is about: they do not see it.
alter table cases add column about_staff text[] not null default '{}';

create index cases_running on cases (seq desc) where status in ('open', 'accepted', 'in_progress', 'paused');
create index cases_of_community on cases (community_id, seq desc);
create index cases_of_assignee on cases (assignee, seq desc);
create index cases_of_owner on cases (owner_of_record, seq desc);
create index cases_opened on cases (opened_at);
create index cases_ended on cases (status, seq desc) where status in ('resolved', 'closed', 'cancelled');
-- What people have at hand: the end of a number, the last four digits of a phone.
create index cases_number_end on cases (right(number, 4));
create index cases_phone_end on cases (right(contact ->> 'phone', 4)) where contact is not null;

-- A list somebody comes back to. Shared ones are seen by whoever shares a community with those of its maker.
create table case_list (
  id            text primary key,
  account_id    text not null references console_account on delete cascade,
  name          text not null,
  query         jsonb not null,
  shared        boolean not null default false,
  community_ids text[],                           -- the maker's, when it was kept; null: all
  created_at    timestamptz not null
);
create index case_list_account on case_list (account_id);

-- What was put in. A line taken back stays, with who took it back.
create table case_part (
  id           text primary key,
  case_id      text not null references cases,
  community_id text references community,
  name         text not null,
  count        numeric(9, 2) not null check (count > 0),
  price        numeric(11, 2) check (price >= 0), -- of one; null: not said
  added_by     text not null,
  added_at     timestamptz not null,
  removed_by   text,
  removed_at   timestamptz,
  retention    text not null default 'case'
);
create index case_part_of on case_part (case_id);

-- How it looked before and after, photographed by staff.
create table case_photo (
  id           text primary key,
  case_id      text not null references cases,
  community_id text references community,
  file_id      text not null references file on delete cascade,
  moment       text not null check (moment in ('before', 'after')),
  added_by     text not null,
  added_at     timestamptz not null,
  removed_by   text,
  removed_at   timestamptz,
  retention    text not null default 'case'
);
create index case_photo_of on case_photo (case_id);

-- Whoever rang up, came by or wrote a letter is promised a time as well, and has no talk.
alter table promise alter column conversation_id drop not null;
