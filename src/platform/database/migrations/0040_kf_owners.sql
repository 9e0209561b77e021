-- What 微信客服 tells of an owner beside the messages (wecom-protocol §5.9, §5.15): the nickname, and by which link they came.
create table kf_owner (
  open_kfid       text not null,
  external_userid text not null,
  nickname        text,
  scene           text,                           -- of the link they came by last; a hint of where, never a proof
  scene_param     text,
  entered_at      timestamptz,
  ask_at          timestamptz,                    -- when WeCom is asked for the nickname; null: nothing to ask
  asked_at        timestamptz,
  retention       text not null default 'person',
  primary key (open_kfid, external_userid)
);
create index kf_owner_to_ask on kf_owner (ask_at) where ask_at is not null;
create index kf_owner_user on kf_owner (external_userid);

-- One QR code of an entrance (wecom-protocol §5.5). The id is the link's `scene`.
create table contact_way (
  id            text primary key,
  open_kfid     text not null,
  community_id  text not null references community,
  building      text,                             -- null: for the whole community
  place         text,                             -- as people call it: 大堂, 东门岗亭
  scene_param   text not null,
  url           text not null,
  created_at    timestamptz not null,
  created_by    text not null,
  unique nulls not distinct (open_kfid, community_id, building, place)
);
