vacuum (full) party_identifier
