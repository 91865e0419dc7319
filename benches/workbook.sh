#!/bin/sh
# Reads one xlsx of two million cells with enishi, python-calamine and openpyxl (read-only), in one
# run on one machine, and prints the ratios. Wants python3 and the package index.
#
#     benches/workbook.sh [FOLDER]      the folder keeps the venv and the workbook for the next run
set -eu
cd "$(dirname "$0")/.."
folder=${1:-target/bench-workbook}
mkdir -p "$folder"
book=$folder/two-million.xlsx
python=$folder/venv/bin/python

if [ ! -x "$python" ]; then
    python3 -m venv "$folder/venv"
    "$folder/venv/bin/pip" install --quiet openpyxl python-calamine
fi

ours=$(cargo bench --quiet --workspace --locked --bench workbook -- "$(realpath -m "$book")")
echo "$ours"
ours=$(echo "$ours" | sed -n 's/.* seconds=\([0-9.]*\).*/\1/p')

measure() {
    "$python" - "$1" "$book" <<'PYTHON'
import resource, sys, time

def calamine(path):
    from python_calamine import CalamineWorkbook
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return sum(1 for row in rows for cell in row if cell != "")

def openpyxl(path):
    from openpyxl import load_workbook
    sheet = load_workbook(path, read_only=True, data_only=True).worksheets[0]
    return sum(1 for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)

name, path = sys.argv[1:]
start = time.perf_counter()
cells = globals()[name](path)
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(f"{name} seconds={seconds:.3f} cells={cells} cells_per_second={cells / seconds:.0f} peak_kib={peak}")
PYTHON
}

for peer in calamine openpyxl; do
    line=$(measure "$peer")
    echo "$line"
    theirs=$(echo "$line" | sed -n 's/.* seconds=\([0-9.]*\).*/\1/p')
    echo "$peer takes $(awk "BEGIN { printf \"%.2f\", $theirs / $ours }") times as long as enishi"
done
