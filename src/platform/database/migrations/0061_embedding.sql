-- Vectors of approved articles, by what was embedded and by which model: the same text is paid for once, also by another process
-- and after a restart. Nothing of an owner is in it; it may be emptied at any time and fills again.
create table embedding (
  model   text not null,
  hash    text not null,                          -- sha256 of the text
  vector  bytea not null,                         -- 32-bit floats, little endian, of length 1
  made_at timestamptz not null,
  primary key (model, hash)
);
