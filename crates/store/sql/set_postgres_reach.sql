select set_config('enishi.reach', $1, true)
