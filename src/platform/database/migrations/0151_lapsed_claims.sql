-- A claim whose lease ran out counts as an attempt: a turn that takes its whole process with it (out of memory) never says that it
-- failed, and would be claimed again for ever (worker.ts ends it).
create or replace function claim_turns(now_at timestamptz, lease_seconds int, most int) returns jsonb language plpgsql as $$
declare turns jsonb; next_at timestamptz;
begin
  perform set_config('synchronous_commit', 'off', true);
  with due as materialized (
    select conversation_id from ready
     where lane = 'turn' and due_at <= now_at and (lease_until is null or lease_until < clock_timestamp())
     order by due_at limit most for update skip locked),
  claimed as (
    update ready r set lease_until = clock_timestamp() + make_interval(secs => lease_seconds), epoch = nextval('claim_epoch'),
           attempts = r.attempts + (r.lease_until is not null)::int
      from due where r.lane = 'turn' and r.conversation_id = due.conversation_id
    returning r.conversation_id, r.gen, r.epoch, r.attempts, r.due_at)
  select coalesce(jsonb_agg(read_turn(conversation_id, gen, epoch, attempts) order by due_at), '[]') into turns from claimed;
  if jsonb_array_length(turns) < most then next_at := next_due('turn', now_at); end if;
  return jsonb_build_object('claimed', turns, 'nextAt', next_at);
end $$;
