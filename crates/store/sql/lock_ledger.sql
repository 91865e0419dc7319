select pg_advisory_xact_lock(4984301)
