insert into party_profile (
    party, revision, position, name, kana, birth, postcode, address, telephone, mail, residence,
    keys
) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
