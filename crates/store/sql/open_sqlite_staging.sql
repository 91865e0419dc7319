pragma cache_size = -65536;
pragma temp_store = file;
pragma temp.cache_size = -65536;
attach ':memory:' as beside;
