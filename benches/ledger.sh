#!/bin/sh
# Asks a ledger of 3.5 million gifts and DuckDB, which is given the same rows, the same questions in
# one run on one machine, and prints the ratios. Wants python3 and the package index.
#
#     benches/ledger.sh [GIFTS [YEARS [FOLDER]]]    725929 gifts a year, 5 years; the folder keeps
#                                                   the venv for the next run
set -eu
cd "$(dirname "$0")/.."
gifts=${1:-725929}
years=${2:-5}
folder=${3:-target/bench-ledger}
mkdir -p "$folder"
folder=$(realpath "$folder")
python=${PYTHON:-$folder/venv/bin/python}

if [ ! -x "$python" ]; then
    python3 -m venv "$folder/venv"
    "$folder/venv/bin/pip" install --quiet duckdb
fi

rm -f "$folder"/ledger.db*
cargo bench --quiet --workspace --locked --bench ledger -- "$gifts" "$years" \
    "sqlite:$folder/ledger.db" | tee "$folder/ours.txt"

"$python" - "$folder" "$years" <<'PYTHON'
import csv, os, re, sqlite3, sys, time
import duckdb

folder, years = sys.argv[1], int(sys.argv[2])
ours = open(f"{folder}/ours.txt", encoding="utf-8").read()

def export(name, query):
    """A table as csv: DuckDB's own reader of SQLite must be fetched from elsewhere."""
    with open(f"{folder}/{name}.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(sqlite3.connect(f"{folder}/ledger.db").execute(query))

# The single writes behind the questions are left out, as the questions did not see them.
last = sqlite3.connect(f"{folder}/ledger.db").execute(
    "select max(last_position) from posting where recorded_at < 1700000150000000").fetchone()[0]
export("gift", f"""select e.position, coalesce(n.position, 9223372036854775807), e.tag,
    e.recognized_on, e.amount_yen, r.party
    from engagement e join engagement_role r on r.position = e.position
    left join engagement n on n.replaces = e.position
    where e.operation <> 'void' and e.position <= {last}""")
export("canon", """select party, canon, from_position,
    coalesce(to_position, 9223372036854775807) from party_canon""")

peer = duckdb.connect()
peer.execute(f"""create table gift as select a as position, b as until, c as tag,
    year(d::date) - (month(d::date) < 4)::int as fy, e as yen, f as party
    from read_csv('{folder}/gift.csv', header = false, names = ['a', 'b', 'c', 'd', 'e', 'f'],
    types = {{'a': 'bigint', 'b': 'bigint', 'c': 'varchar', 'd': 'varchar', 'e': 'bigint',
    'f': 'bigint'}})""")
peer.execute(f"""create table canon as select a as party, b as canon, c as since, d as until
    from read_csv('{folder}/canon.csv', header = false, names = ['a', 'b', 'c', 'd'],
    types = {{'a': 'bigint', 'b': 'bigint', 'c': 'bigint', 'd': 'bigint'}})""")
for name in ("gift", "canon"):
    os.remove(f"{folder}/{name}.csv")

def sums(fy, tag, at):
    where = "fy = ? and position <= ? and until > ?" + (" and tag = ?" if tag else "")
    values = [fy, at, at] + ([tag] if tag else [])
    return peer.execute(f"select count(*), sum(yen) from gift where {where}", values).fetchone()

def people(fy, tag, at):
    where = "fy = ? and g.position <= ? and g.until > ?" + (" and tag = ?" if tag else "")
    values = [at, at, fy, at, at] + ([tag] if tag else [])
    return peer.execute(f"""select count(*), count(distinct coalesce(c.canon, g.party))
        from gift g left join canon c
        on c.party = g.party and c.since <= ? and c.until > ? where {where}""", values).fetchone()

TAGS = ["nature", "children", "culture", "any", None]

def sheet(at):
    return sum(sum(people(2020 + n % years, TAGS[n // years % 5], at)) for n in range(23))

def best(job):
    times = []
    for _ in range(3):
        start = time.perf_counter()
        answer = job()
        times.append(time.perf_counter() - start)
    return answer, min(times)

def line(known, what):
    times = re.findall(rf"^warm {known} {what} +([0-9.]+) s$", ours, re.MULTILINE)
    return float(times[0])

fy = 2020 + years - 1
for known, limit in (("now", 5), ("past", None)):
    at, rows, yen, distinct, total = map(
        int, re.search(rf"^answers {known} as_of=(\d+) (\d+) (\d+) (\d+) (\d+)$", ours,
        re.MULTILINE).groups())
    at = min(at, last)
    for what, expected, job in (
        ("sums", (rows, yen), lambda: sums(fy, None, at)),
        ("people", (rows, distinct), lambda: people(fy, None, at)),
        ("sheet", total, lambda: sheet(at)),
    ):
        answer, theirs = best(job)
        assert answer == expected, f"{known} {what}: duckdb says {answer}, enishi {expected}"
        mine = line(known, what)
        print(f"{known} {what}: enishi {mine * 1000:.1f} ms, duckdb {theirs * 1000:.1f} ms, "
              f"ratio {mine / theirs:.2f}")
PYTHON
rm -f "$folder"/ledger.db*
