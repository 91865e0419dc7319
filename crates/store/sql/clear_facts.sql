delete from engagement_fact
