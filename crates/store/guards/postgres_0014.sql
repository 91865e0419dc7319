-- Each step of the workflow, and an answer to a remark, is reached by itself: who hands in does
-- not approve. What is frozen, observed, held, defined and assigned is reached like the rest; what is
-- of the whole office is of no programme, and reached by whoever reaches all.

drop policy workflow_step_is_within_reach on workflow_step;
create policy workflow_step_is_within_reach on workflow_step for insert
with check (is_within_reach('workflow_step.' || step, programme));

drop policy remark_is_within_reach on remark;
create policy remark_is_within_reach on remark for insert
with check (
    is_within_reach(case when answers is null then 'remark' else 'remark.answer' end, programme)
);

alter table figure enable row level security;
alter table figure force row level security;
create policy figure_is_read on figure for select using (true);
create policy figure_is_guarded_against_change on figure for update using (true);
create policy figure_is_guarded_against_deletion on figure for delete using (true);
create policy figure_is_within_reach on figure for insert
with check (is_within_reach('figure', programme));

alter table series_obs enable row level security;
alter table series_obs force row level security;
create policy series_obs_is_read on series_obs for select using (true);
create policy series_obs_is_guarded_against_change on series_obs for update using (true);
create policy series_obs_is_guarded_against_deletion on series_obs for delete using (true);
-- What an import brings was asked when it was ordered.
create policy series_obs_is_within_reach on series_obs for insert
with check (batch is not null or is_within_reach('series_obs', ''));

alter table meeting enable row level security;
alter table meeting force row level security;
create policy meeting_is_read on meeting for select using (true);
create policy meeting_is_guarded_against_change on meeting for update using (true);
create policy meeting_is_guarded_against_deletion on meeting for delete using (true);
create policy meeting_is_within_reach on meeting for insert
with check (is_within_reach('meeting', ''));

alter table definition enable row level security;
alter table definition force row level security;
create policy definition_is_read on definition for select using (true);
create policy definition_is_guarded_against_change on definition for update using (true);
create policy definition_is_guarded_against_deletion on definition for delete using (true);
-- How a source calls its columns is said by whoever imports its files.
create policy definition_is_within_reach on definition for insert
with check (starts_with(name, 'mappings/') or is_within_reach('definition', ''));

-- A duty is ended and never deleted, so that nothing lets a deletion find one.
alter table duty enable row level security;
alter table duty force row level security;
create policy duty_is_read on duty for select using (true);
create policy duty_is_within_reach on duty for insert
with check (is_within_reach('duty', ''));
create policy duty_is_ended_within_reach on duty for update using (true)
with check (is_within_reach('duty', ''));
