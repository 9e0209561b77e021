-- Files of ours that WeCom already has: a media_id is good for three days (wecom-protocol §5.19).
create table kf_upload (
  file_id     text not null,
  kind        text not null check (kind in ('image', 'voice', 'video', 'file')),
  media_id    text not null,
  uploaded_at timestamptz not null,
  primary key (file_id, kind)
);

-- The one access token all processes of a deployment share (wecom-protocol §4) when there is no Redis. Only whoever holds the
-- flight fetches a new one; a flight that ends in a crash is over with its lease.
create table wecom_token (
  key             text primary key,
  token           text,
  refresh_at      timestamptz,
  flight          text,
  flight_until    timestamptz,                    -- by the database's clock, as all leases
  refused_errcode int,                            -- WeCom takes no secret of ours: nobody tries before refused_until
  refused_until   timestamptz,
  refused_times   int not null default 0
);
