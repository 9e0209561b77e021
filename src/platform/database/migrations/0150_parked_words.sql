-- Words that wait keep those behind them waiting, also in a later claim: a sender that had read only the newer of two words,
-- the older being parked, could send it in the very moment in which the owner's message let both go.

-- `parked`: what waits before everything read here; its allowance decides who has to wait behind it (sender.ts).
create or replace function read_sends(talk_id text, gen bigint, epoch bigint, attempts int) returns jsonb language plpgsql as $$
begin
  return (
    with pending as (
      select * from outbox where conversation_id = talk_id and status = 'pending' order by seq limit 50),
    parked as (
      select * from outbox where conversation_id = talk_id and status = 'parked' and seq < (select min(seq) from pending))
    select jsonb_build_object('conversationId', c.id, 'channel', c.channel, 'account', c.account, 'user', c.user_id, 'muted', c.muted,
             'links', c.links, 'gen', gen, 'epoch', epoch, 'attempts', attempts,
             'items', coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'exchangeId', p.exchange_id, 'body', p.body, 'bot', p.bot,
                         'attempts', p.attempts, 'createdAt', p.created_at) order by p.seq) from pending p), '[]'),
             'parked', coalesce((select jsonb_agg(jsonb_build_object('body', p.body, 'bot', p.bot, 'reason', p.last_error) order by p.seq)
                         from parked p), '[]'))
      from conversation c where c.id = talk_id);
end $$;

create or replace function settle_send(talk_id text, settled jsonb, now_at timestamptz, lease_seconds int) returns jsonb language plpgsql as $$
declare
  claimed_epoch bigint := (settled ->> 'epoch')::bigint;
  row_status text := settled ->> 'status';
  person_serves boolean; item record;
begin
  select muted into strict person_serves from conversation where id = talk_id for no key update;
  -- The owner has written while we were being refused, or what it stands behind has been let go: what it should have waited for
  -- is here, so it is tried again, in its order.
  if row_status = 'parked' and (exists (
    select from exchange where conversation_id = talk_id and link > (settled ->> 'links')::bigint and direction = 'in' and author = 'owner')
    or exists (select from outbox o join outbox before on before.conversation_id = talk_id and before.status = 'pending' and before.seq < o.seq
                where o.id = settled ->> 'id')) then
    update outbox set attempts = attempts + 1, last_error = settled ->> 'reason' where id = settled ->> 'id' and status = 'pending';
    update ready set lease_until = null, due_at = now_at where lane = 'send' and conversation_id = talk_id and epoch = claimed_epoch;
    return jsonb_build_object('held', false, 'muted', person_serves);
  end if;
  -- A sender that slept through its lease may still say what it did, once; nothing settled is settled anew.
  update outbox set status = row_status, attempts = attempts + 1, last_error = settled ->> 'reason',
         sent_at = case when row_status = 'sent' then now_at end
   where id = settled ->> 'id' and status = 'pending' returning exchange_id into item;
  if found and item.exchange_id is not null then
    insert into exchange_change (conversation_id, link, exchange_id, kind, value, at, prev_hash, hash)
    values (talk_id, 0, item.exchange_id, 'delivery', settled -> 'change', now_at, '', '');
  end if;
  if (settled ->> 'last')::boolean then
    perform finish_lane('send', talk_id, (settled ->> 'gen')::bigint, claimed_epoch, now_at);
    return jsonb_build_object('held', false, 'muted', person_serves);
  end if;
  update ready set lease_until = clock_timestamp() + make_interval(secs => lease_seconds)
   where lane = 'send' and conversation_id = talk_id and epoch = claimed_epoch;
  return jsonb_build_object('held', found, 'muted', person_serves);
end $$;
