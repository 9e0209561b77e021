-- How many requests went to the model on a day of the company's own calendar: one number for all processes, kept over a restart,
-- so MODEL_BUDGET_PER_DAY holds whatever happens. Nothing in it is about anybody.
create table model_day (
  day      date primary key,
  requests integer not null
);
