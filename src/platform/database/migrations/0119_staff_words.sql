-- What a colleague promises an owner is a row of the ledger like ours (domain.md C1).
alter table promise drop constraint promise_kind_check;
alter table promise add constraint promise_kind_check check (kind in ('result', 'answer', 'join', 'word'));
alter table promise add column act text;

-- Whatever way a colleague's words come (our desk, the WeCom client, a bot for colleagues), they are heard once they are in the log.
create function hear_staff() returns trigger language plpgsql as $$
begin
  insert into job (id, kind, key, due_at, body)
  values ('jb_' || new.id, 'staff-said', 'staff-said:' || new.id, new.received_at, jsonb_build_object('exchangeId', new.id))
  on conflict (key) do nothing;
  return null;
end $$;
create trigger hear_staff after insert on exchange for each row
  when (new.author = 'staff' and new.direction = 'out') execute function hear_staff();
