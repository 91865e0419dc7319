vacuum (full) party_profile
