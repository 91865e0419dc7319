select max(position)
from (
    select max(position) as position from engagement
    union all
    select max(position) from party_link
    union all
    select max(position) from period_close
    union all
    select max(position) from series_obs
    union all
    select max(position) from assessment
    union all
    select max(position) from workflow_step
    union all
    select max(position) from meeting
    union all
    select max(position) from remark
    union all
    select max(position) from audit
    union all
    select max(last_position) from posting
) as rows_of_all
