release savepoint unit
