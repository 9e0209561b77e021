-- Who told us by phone, at the counter or by letter is no person of ours: they are found by what they left (个人信息保护法 45, 47).
create index cases_typed_in on cases (seq) where conversation_id is null;
create index cases_callers on cases (seq) where details ? 'callers';

-- A number is the same number however it was grouped when somebody typed it.
create function bare_phone(phone text) returns text
  language sql immutable parallel safe
  as $$ select regexp_replace(regexp_replace(phone, '[^0-9]', '', 'g'), '^86(?=1[0-9]{10}$)', '') $$;
