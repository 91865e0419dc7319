-- What departments answer for is taken of nobody who does not say how far they reach. Owners are
-- held to it like everybody; a superuser is not. A change or a deletion is let through to the guards
-- that refuse it: without a policy it would find no row and say nothing.

create function is_within_reach(what text, programme text) returns boolean
language sql stable as $$
    select case coalesce(current_setting('enishi.reach', true), '')
        when '*' then true
        when '' then false
        else coalesce(
            current_setting('enishi.reach', true)::jsonb -> what = 'true'::jsonb
                or jsonb_exists(
                    nullif(current_setting('enishi.reach', true)::jsonb -> what, 'true'::jsonb),
                    programme
                ),
            false
        )
    end
$$;

alter table assessment enable row level security;
alter table assessment force row level security;
create policy assessment_is_read on assessment for select using (true);
create policy assessment_is_guarded_against_change on assessment for update using (true);
create policy assessment_is_guarded_against_deletion on assessment for delete using (true);
create policy assessment_is_within_reach on assessment for insert
with check (is_within_reach('assessment', programme));

alter table workflow_step enable row level security;
alter table workflow_step force row level security;
create policy workflow_step_is_read on workflow_step for select using (true);
create policy workflow_step_is_guarded_against_change on workflow_step for update using (true);
create policy workflow_step_is_guarded_against_deletion on workflow_step for delete using (true);
create policy workflow_step_is_within_reach on workflow_step for insert
with check (is_within_reach('workflow_step', programme));

alter table remark enable row level security;
alter table remark force row level security;
create policy remark_is_read on remark for select using (true);
create policy remark_is_guarded_against_change on remark for update using (true);
create policy remark_is_guarded_against_deletion on remark for delete using (true);
create policy remark_is_within_reach on remark for insert
with check (is_within_reach('remark', programme));

alter table period_close enable row level security;
alter table period_close force row level security;
create policy period_close_is_read on period_close for select using (true);
create policy period_close_is_guarded_against_change on period_close for update using (true);
create policy period_close_is_guarded_against_deletion on period_close for delete using (true);
create policy period_close_is_within_reach on period_close for insert
with check (is_within_reach('period_close', programme));
