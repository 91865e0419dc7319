insert into party_profile (
    party, revision, position, name, kana, birth, postcode, address, telephone, mail, residence,
    name_key, kana_key, birth_key, address_key, telephone_key, mail_key
) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
