select party, max(revision) from party_profile where party in ($list) group by party
