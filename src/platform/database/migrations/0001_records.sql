-- Who and where (design D16). One deployment is one company; community → building → unit → house.
-- Every business table names its community, its person where it is about somebody, and a retention class.

create table community (
  id          text primary key,
  name        text not null unique,
  sample      boolean not null default false,   -- the shipped example: serves the web chat only
  settings    jsonb not null default '{}',      -- values of the articles' placeholders
  time_zone   text,
  staff_hours text,
  created_at  timestamptz not null
);

create table house (
  id           text primary key,
  community_id text not null references community,
  building     text,
  unit         text,
  room         text,
  kind         text not null default 'home' check (kind in ('home', 'shop', 'parking', 'public')),
  name         text,
  unique nulls not distinct (community_id, building, unit, room, name)
);

create table person (
  id           text primary key,
  community_id text references community,
  name         text,
  salutation   text,
  phone        text,
  language     text,
  created_at   timestamptz not null,
  erased_at    timestamptz,
  retention    text not null default 'person'
);

-- One person, any number of channel identities.
create table identity (
  channel     text not null,
  account     text not null,
  external_id text not null,
  person_id   text not null references person,
  nickname    text,
  primary key (channel, account, external_id)
);
create index identity_person on identity (person_id);

-- What is said in chat is a claim until verified.
create table person_house (
  person_id   text not null references person,
  house_id    text not null references house,
  role        text not null check (role in ('owner', 'tenant', 'family', 'agent')),
  since       timestamptz not null,
  until       timestamptz,
  verified_by text,
  primary key (person_id, house_id, role)
);

create table consent (
  person_id    text not null references person,
  purpose      text not null,
  given_at     timestamptz not null,
  withdrawn_at timestamptz,
  source       text not null,
  primary key (person_id, purpose)
);

create table staff (
  id           text primary key,
  name         text not null,
  title        text not null default '',
  role         text not null check (role in ('housekeeper', 'repair', 'security', 'cleaning', 'service', 'supervisor', 'manager')),
  phone        text,
  wecom_userid text unique,
  skills       jsonb not null default '[]',
  on_call      boolean not null default false,   -- rung for emergencies at any hour
  last_resort  boolean not null default false,   -- the named manager at the end of every chain (B10)
  active       boolean not null default true,
  created_at   timestamptz not null
);

create table staff_community (
  staff_id     text not null references staff,
  community_id text not null references community,
  duty         jsonb not null default '{}',       -- buildings, shift
  primary key (staff_id, community_id)
);

-- What a company changed; files are what we ship (design D15). Also generated keys and hashed tokens.
create table setting (
  scope      text not null default '',            -- '' or a community id
  key        text not null,
  value      jsonb not null,
  version    bigint not null default 1,
  updated_at timestamptz not null,
  updated_by text not null default 'system',
  primary key (scope, key)
);

create table console_account (
  id              text primary key,
  name            text not null unique,
  password_hash   text not null,
  role            text not null check (role in ('staff', 'supervisor', 'editor', 'manager', 'administrator')),
  staff_id        text references staff,
  must_change     boolean not null default false,
  failures        int not null default 0,
  locked_until    timestamptz,
  created_at      timestamptz not null
);

create table console_session (
  id_hash    text primary key,
  account_id text not null references console_account on delete cascade,
  csrf       text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);

create table audit (
  seq    bigint generated always as identity primary key,
  at     timestamptz not null,
  actor  text not null,
  act    text not null,
  target text not null,
  facts  jsonb not null default '{}'
);

-- The talk.
create table conversation (
  id           text primary key,                  -- derived from (channel, account, user): the same for good
  channel      text not null,
  account      text not null,
  user_id      text not null,
  community_id text references community,
  person_id    text not null references person,
  state        jsonb not null default '{}',       -- the dialogs' own; written only by the turn that holds the lease
  muted        boolean not null default false,    -- a person serves: nothing of the bot may go out (checked at send time)
  links        bigint not null default 0,         -- length of the hash chain
  head_hash    text not null default '',
  last_in_at   timestamptz,
  last_at      timestamptz,
  created_at   timestamptz not null,
  retention    text not null default 'talk',
  unique (channel, account, user_id)
);
create index conversation_recent on conversation (last_at desc);
create index conversation_person on conversation (person_id);

-- The log proves itself (design D11): append-only, each row a link of its conversation's chain.
create sequence exchange_seq;
create table exchange (
  seq             bigint primary key,
  id              text not null unique,
  conversation_id text not null references conversation,
  link            bigint not null,
  direction       text not null check (direction in ('in', 'out')),
  author          text not null check (author in ('owner', 'bot', 'staff', 'system')),
  author_id       text,
  kind            text not null,
  at              timestamptz not null,           -- when it was sent
  received_at     timestamptz not null,           -- when we had it
  source_id       text,
  turn_id         text,
  content_hash    text not null,
  prev_hash       text not null,
  hash            text not null,
  txid            xid8 not null,
  -- projections of exchange_change, kept beside the row for reading
  delivery        text not null default 'n/a' check (delivery in ('pending', 'sent', 'failed', 'n/a')),
  delivery_reason text,
  understanding   jsonb,
  sources         jsonb not null default '[]',
  recalled_at     timestamptz,
  retention       text not null default 'talk',
  unique (conversation_id, link)
);
create index exchange_talk on exchange (conversation_id, seq);
create index exchange_source on exchange (source_id) where source_id is not null;
create index exchange_turn on exchange (turn_id) where turn_id is not null;

-- Words stand apart so that they can be erased while the chain still verifies.
create table exchange_content (
  exchange_id text primary key references exchange (id) deferrable initially deferred,
  salt        text not null,
  text        text not null,
  body        jsonb not null default '{}',
  erased_at   timestamptz
);

-- Delivery, understanding, recall, case links: each change is a link of the chain too.
create table exchange_change (
  conversation_id text not null references conversation,
  link            bigint not null,
  exchange_id     text not null references exchange (id),
  kind            text not null check (kind in ('delivery', 'understanding', 'recall', 'case', 'erase')),
  value           jsonb not null,
  at              timestamptz not null,
  prev_hash       text not null,
  hash            text not null,
  primary key (conversation_id, link)
);
create index exchange_change_of on exchange_change (exchange_id);

-- The root of a day ties all conversations together: sha-256 over every conversation's last hash, by id.
create table chain_root (
  day           date primary key,
  root          text not null,
  conversations bigint not null,
  made_at       timestamptz not null
);

create function sha256_hex(words text) returns text
  language sql immutable parallel safe
  as $$ select encode(sha256(convert_to(words, 'UTF8')), 'hex') $$;

create function iso_millis(at timestamptz) returns text
  language sql immutable parallel safe
  as $$ select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;

-- The conversation's row lock orders the chain; seq and txid are drawn under it, so that a list which ends below the
-- oldest running transaction never skips a row (contract §4).
create function link_exchange() returns trigger language plpgsql as $$
declare talk conversation;
begin
  update conversation
     set links = links + 1, last_at = greatest(coalesce(last_at, new.at), new.at),
         last_in_at = case when new.direction = 'in' and new.author = 'owner' then greatest(coalesce(last_in_at, new.at), new.at) else last_in_at end
   where id = new.conversation_id returning * into strict talk;
  new.txid := pg_current_xact_id();
  new.seq := nextval('exchange_seq');
  new.link := talk.links;
  new.prev_hash := talk.head_hash;
  new.hash := sha256_hex(concat_ws('|', talk.head_hash, new.conversation_id, new.link, 'exchange', new.id, new.direction,
    new.author, coalesce(new.author_id, ''), new.kind, iso_millis(new.at), new.content_hash));
  update conversation set head_hash = new.hash where id = new.conversation_id;
  return new;
end $$;
create trigger link_exchange before insert on exchange for each row execute function link_exchange();

create function link_change() returns trigger language plpgsql as $$
declare talk conversation;
begin
  update conversation set links = links + 1 where id = new.conversation_id returning * into strict talk;
  new.link := talk.links;
  new.prev_hash := talk.head_hash;
  new.hash := sha256_hex(concat_ws('|', talk.head_hash, new.conversation_id, new.link, 'change', new.exchange_id, new.kind,
    sha256_hex(new.value::text), iso_millis(new.at)));
  update conversation set head_hash = new.hash where id = new.conversation_id;
  case new.kind
    when 'delivery' then
      update exchange set delivery = new.value ->> 'delivery', delivery_reason = new.value ->> 'reason',
             source_id = coalesce(new.value ->> 'sourceId', source_id)
       where id = new.exchange_id;
    when 'understanding' then update exchange set understanding = new.value where id = new.exchange_id;
    when 'recall' then update exchange set recalled_at = new.at where id = new.exchange_id;
    else null;
  end case;
  return new;
end $$;
create trigger link_change before insert on exchange_change for each row execute function link_change();

-- Cases (design D10). `case` is a word of SQL, hence the plural.
create table case_counter (day date primary key, value int not null);

create table cases (
  id              text primary key,
  number          text not null unique,
  kind            text not null check (kind in ('repair', 'complaint', 'suggestion', 'praise', 'enquiry', 'application', 'emergency')),
  category        text not null default '其他/其他',
  emergency_type  text,
  status          text not null default 'open' check (status in ('open', 'accepted', 'in_progress', 'paused', 'resolved', 'closed', 'cancelled')),
  priority        text not null default 'normal' check (priority in ('normal', 'urgent', 'emergency')),
  summary         text not null,
  conversation_id text references conversation,
  person_id       text references person,
  channel         text,
  user_id         text,
  community_id    text references community,
  location        jsonb not null default '{}',
  appointment     jsonb,
  contact         jsonb,
  anonymous       boolean not null default false,
  confidential    boolean not null default false,
  details         jsonb not null default '{}',
  attachments     jsonb not null default '[]',
  urges           int not null default 0,
  opened_at       timestamptz not null,
  due_at          timestamptz,
  assignee        text,
  owner_of_record text not null,
  source          text not null,
  rating          jsonb,
  paused_reason   text,
  resolved_at     timestamptz,
  closed_at       timestamptz,
  reopened        int not null default 0,
  same_matter     text,                           -- same fault, same place: the key by which a second report joins
  version         bigint not null default 1,
  retention       text not null default 'case'
);
create index cases_user on cases (user_id, opened_at desc);
create index cases_person on cases (person_id, opened_at desc);
create index cases_open on cases (status, due_at) where status not in ('closed', 'cancelled');
create index cases_same on cases (community_id, same_matter) where status not in ('closed', 'cancelled', 'resolved');

create table case_reporter (
  case_id   text not null references cases,
  channel   text not null,
  user_id   text not null,
  person_id text references person,
  at        timestamptz not null,
  primary key (case_id, channel, user_id)
);
create table case_stage (
  seq     bigint generated always as identity primary key,
  case_id text not null references cases,
  stage   text not null,
  at      timestamptz not null,
  actor   text not null,
  note    text not null default ''
);
create index case_stage_of on case_stage (case_id, seq);
create table case_link (
  case_id text not null references cases,
  type    text not null,
  to_id   text not null references cases,
  primary key (case_id, type, to_id)
);
create table case_exchange (
  case_id     text not null references cases,
  exchange_id text not null references exchange (id),
  primary key (case_id, exchange_id)
);
create index case_exchange_of on case_exchange (exchange_id);

-- Each time or result we promise, and how it ended (C1).
create table promise (
  id              text primary key,
  conversation_id text not null references conversation,
  person_id       text references person,
  community_id    text references community,
  case_id         text references cases,
  what            text not null,
  due_at          timestamptz not null,
  made_at         timestamptz not null,
  ended_at        timestamptz,
  ending          text check (ending in ('kept', 'broken', 'renegotiated')),
  reason          text,
  retention       text not null default 'case'
);
create index promise_open on promise (due_at) where ended_at is null;

-- Exactly one holder; accept is compare-and-set (design D9).
create table handoff (
  id              text primary key,
  conversation_id text not null references conversation,
  person_id       text references person,
  community_id    text references community,
  reason          text not null check (reason in ('sentiment', 'requested', 'emergency', 'stuck', 'policy', 'error')),
  evidence        jsonb not null default '[]',
  status          text not null default 'waiting' check (status in ('waiting', 'active', 'closed')),
  mode            text not null check (mode in ('native', 'console')),
  staffed         boolean not null,               -- somebody was on duty when it opened: the bot then waits, else it serves on
  assignee        text,
  card            jsonb not null default '{}',
  case_id         text references cases,
  opened_at       timestamptz not null,
  accepted_at     timestamptz,
  closed_at       timestamptz,
  closed_by       text,
  summary         text,
  retention       text not null default 'case'
);
create unique index handoff_one_open on handoff (conversation_id) where status <> 'closed';
create index handoff_waiting on handoff (opened_at) where status = 'waiting';

-- Articles: files seed an empty store, then this is the truth (design D15).
create table article (
  id           text primary key,
  key          text not null,
  community_id text references community,
  version      int not null default 0,            -- the published one; 0 = none yet
  removed_at   timestamptz,
  updated_at   timestamptz not null,
  unique nulls not distinct (key, community_id)
);
create table article_version (
  article_id   text not null references article,
  version      int not null,
  question     text not null,
  similar_questions jsonb not null default '[]',
  answer       text not null,
  topic        text not null default '',
  valid_from   timestamptz,
  valid_to     timestamptz,
  source       text not null default '',
  created_at   timestamptz not null,
  created_by   text not null,
  primary key (article_id, version)
);
create table unanswered (
  id              text primary key,
  community_id    text references community,
  person_id       text references person,
  conversation_id text references conversation,
  query           text not null,
  normal          text not null,                  -- what groups the same question
  at              timestamptz not null,
  reason          text not null,                  -- no_article, placeholder, unsure
  retention       text not null default 'talk'
);
create index unanswered_group on unanswered (normal);
