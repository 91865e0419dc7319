set enishi.reach = '*'
