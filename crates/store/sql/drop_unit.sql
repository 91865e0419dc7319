rollback to savepoint unit
