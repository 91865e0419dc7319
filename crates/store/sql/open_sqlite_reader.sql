pragma busy_timeout = 60000;
pragma query_only = on;
pragma trusted_schema = off;
pragma temp_store = memory;
