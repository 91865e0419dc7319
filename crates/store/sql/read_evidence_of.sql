select proves, kind, digest, title, retained_until, visibility
from evidence
where proves in ($list)
