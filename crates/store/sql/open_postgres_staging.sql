set work_mem = '64MB';
set temp_buffers = '64MB';
set jit = off;
