-- A case or handoff that the outside complaint system has been told of stands in the records; a copy here would outlive an erasure
-- (个人信息保护法 47). Exchanges are named by id only, and keep it.
create function forget_told() returns trigger language plpgsql as $$
begin
  new.data := '{}';
  return new;
end $$;
create trigger forget_told before update of status on outside_event for each row
  when (new.status = 'sent' and new.type <> 'exchange') execute function forget_told();
update outside_event set data = '{}' where status = 'sent' and type <> 'exchange' and data <> '{}';
