-- Promises and who is asked to take a talk (domain.md B1, B10, C1).

-- `kind`: a result, an answer or call-back, a person who joins the talk. `watch_at`: when it is due on the real clock, by which jobs
-- run (contract.md §4). `step`: how often the same matter was promised anew. `told_at`: the owner heard of it when it was broken.
alter table promise
  add column kind       text not null default 'result' check (kind in ('result', 'answer', 'join')),
  add column handoff_id text references handoff,
  add column watch_at   timestamptz,
  add column step       int not null default 0,
  add column told_at    timestamptz;
create index promise_handoff on promise (handoff_id) where ended_at is null;
create index promise_watch on promise (watch_at) where ended_at is null;
create index promise_broken on promise (community_id, due_at) where ending = 'broken';

-- How far the chain of people who were asked has come; -1: nobody yet. `asked`: [{staff, name, step, at}].
alter table handoff
  add column step  int not null default -1,
  add column asked jsonb not null default '[]';
