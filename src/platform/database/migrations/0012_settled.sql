-- Up to which number a list is complete: every row numbered so far has been committed or given up, because nobody who could have
-- drawn a number still writes into the table. Null while somebody does. The number is read before the locks: whoever drew it
-- holds the table's lock since before. A snapshot taken after this call sees all those rows. (Transaction ids alone would
-- not do: the oldest running transaction may be another database's, and may run for hours.)
create function settled_until(list regclass, numbers regclass) returns bigint language plpgsql volatile as $$
declare drawn bigint;
begin
  execute format('select last_value from %s', numbers) into drawn;
  if exists (select from pg_locks
              where locktype = 'relation' and relation = list and mode = 'RowExclusiveLock' and granted
                and database = (select oid from pg_database where datname = current_database())
                and pid is distinct from pg_backend_pid()) then
    return null;
  end if;
  return drawn;
end $$;
