-- Who took a talk, whoever holds it after that: what a person is counted for (records/report/work-rows.ts).
alter table handoff add column taken_by text;
