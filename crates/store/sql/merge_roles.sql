insert into engagement_role (position, ordinal, role, party)
select position + $1, ordinal, role, party from staged_engagement_role
