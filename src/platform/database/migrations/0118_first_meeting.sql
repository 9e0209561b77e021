-- The first meeting (domain.md B57) is offered once to a person, ever: when that was, and what came of it.
alter table person
  add column met_at  timestamptz,
  add column met_how text check (met_how in ('offered', 'skipped', 'kept'));
