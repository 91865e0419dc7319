delete from party_canon
