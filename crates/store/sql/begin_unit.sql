savepoint unit
