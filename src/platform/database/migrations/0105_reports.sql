-- How it goes: what reports read by time (domain.md B3, C12, C22).

-- Who had a case in hands when a stage was written, so that the daily report of a past day can be made again as it was. The stage
-- is written after the case has changed (records/case/act-on-case.ts), so the row tells how it is from now on.
alter table case_stage add column handler text;
create function note_handler() returns trigger language plpgsql as $$
begin
  new.handler := (select coalesce(c.assignee, c.owner_of_record) from cases c where c.id = new.case_id);
  return new;
end $$;
create trigger note_handler before insert on case_stage for each row execute function note_handler();

-- Columns beside the time are never changed later, so delivering a message stays as cheap as before.
create index exchange_at on exchange (at) include (conversation_id, author, kind);
create index exchange_answered on exchange (at) where sources <> '[]';
create index handoff_opened on handoff (opened_at);
create index handoff_accepted on handoff (accepted_at) where accepted_at is not null;
create index unanswered_at on unanswered (at);
create index case_stage_at on case_stage (at);
create index cases_rated on cases (opened_at) where rating is not null;
create index promise_ended on promise (ended_at) where ended_at is not null;

-- Who did what when: looked through by person, by act and by day, newest first.
create index audit_at on audit (at);
create index audit_actor on audit (actor, seq);
create index audit_act on audit (act, seq);

-- A moment as exactly as the database has it, for the cursor of a list ordered by time.
create function iso_micros(at timestamptz) returns text
  language sql immutable parallel safe
  as $$ select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $$;
