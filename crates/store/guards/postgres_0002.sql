-- Guards of the tables that came with the office's accounts and its yearly workflow.

create trigger assessment_append_only before update or delete or truncate on assessment
for each statement execute function refuse_change();
create trigger workflow_step_append_only before update or delete or truncate on workflow_step
for each statement execute function refuse_change();
create trigger meeting_append_only before update or delete or truncate on meeting
for each statement execute function refuse_change();
create trigger remark_append_only before update or delete or truncate on remark
for each statement execute function refuse_change();
