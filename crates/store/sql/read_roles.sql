select position, role, party from engagement_role order by position, ordinal
