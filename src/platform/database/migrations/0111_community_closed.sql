-- A community that no longer takes part: the sample once a company has its own, for its talks stay in the log.
alter table community add column closed_at timestamptz;
