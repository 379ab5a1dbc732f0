#!/usr/bin/env python3
"""Measures `caseboard match` on every set with truth and prints the tables of docs/matching.md.

    python3 benches/er/run.py target/release/caseboard [SET...]

Reads the public sets from CASEBOARD_DATA (`../shared/data` when unset), writes inputs and outputs under
ER_WORK (a folder of the system's temporary place when unset), never into the tree. Needs Python alone.
A set that is named `norm:NAME` is read from ER_NORM as the rig's `prep.py` writes it (`NAME.csv` with uid, src, ent and
the fields, `NAME.truth.csv` with l and r): so other sets can be measured; ER_SCHEMA says by which schema (`person`).
The set `ask` (only when named) asks new rows against a table of ER_ASK rows (1,000,000 when unset).
Truth is all true pairs: what blocking loses counts as missed. One default configuration per schema.
"""
import csv, itertools, json, math, os, random, subprocess, sys, tempfile, time
from collections import defaultdict

import origin

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.environ.get("CASEBOARD_DATA") or os.path.join(HERE, "..", "..", "..", "shared", "data")
WORK = os.environ.get("ER_WORK") or os.path.join(tempfile.gettempdir(), "caseboard-er")


def read(path, delimiter=",", encoding="utf-8-sig", header=None):
    with open(os.path.join(DATA, path), newline="", encoding=encoding) as f:
        rows = csv.DictReader(f, fieldnames=header, delimiter=delimiter, skipinitialspace=True)
        return [{(k or "").strip(): (v or "").strip() for k, v in r.items()} for r in rows]


def pair(a, b):
    return (a, b) if a <= b else (b, a)


def within(groups):
    """All pairs of each group; `groups` are (group, id)."""
    members = defaultdict(list)
    for group, who in groups:
        members[group].append(who)
    return {pair(a, b) for ids in members.values() for a, b in itertools.combinations(ids, 2)}


def table(columns, rows, rename=None):
    """Rows as (uid, cells): the columns kept, under their new names."""
    rename = rename or {}
    return [["uid"] + [rename.get(c, c) for c in columns]] + [[r["uid"]] + [r.get(c, "") for c in columns] for r in rows]


def febrl(n):
    rows = read(f"febrl/febrl-dataset{n}.csv", encoding="utf-8")
    for r in rows:
        r["uid"] = r["rec_id"]
    columns = [c for c in rows[0] if c not in ("rec_id", "uid")]
    return rows, columns


def febrl_set(n):
    rows, columns = febrl(n)
    return "person", [table(columns, rows)], within((r["uid"].rsplit("-dup", 1)[0].removesuffix("-org"), r["uid"]) for r in rows)


def febrl4():
    (a, columns), (b, _) = febrl("4a"), febrl("4b")
    return "person", [table(columns, a), table(columns, b)], {
        (f"rec-{n}-dup-0", f"rec-{n}-org") for n in range(len(a))
    }


def fake(n, group):
    rows = read(f"splink-fake/fake_{n}.csv")
    for r in rows:
        r["uid"] = r["unique_id"]
    return "person", [table(["first_name", "surname", "dob", "city", "email"], rows)], within((r[group], r["uid"]) for r in rows)


def restaurants():
    sides = []
    for side, name in (("a", "fodors"), ("b", "zagats")):
        rows = read(f"restaurants-fodors-zagat/{name}.csv")
        columns = [c for c in rows[0] if c not in ("id", "class")]
        for r in rows:
            r["uid"] = side + r["id"]
        sides.append(table(columns, rows))
    truth = read("restaurants-fodors-zagat/matches.csv")
    return "company", sides, {("a" + x, "b" + y) for x, y in (list(r.values())[:2] for r in truth)}


def chicago():
    rows = read("chicago-sites-dedupe/sites-with-true-ids.csv")
    names = {"Site name": "name", "Address": "address", "Zip": "zip", "Phone": "phone", "Source": "list"}
    for r in rows:
        r["uid"] = r["Id"]
    return "company", [table(list(names), rows, names)], within((r["True Id"], r["uid"]) for r in rows)


def cora():
    rows = read("cora/cora.csv", delimiter="|")
    columns = [c for c in rows[0] if c not in ("Entity Id", "")]
    for r in rows:
        r["uid"] = r["Entity Id"]
    truth = read("cora/truth.csv", delimiter="|", header=["l", "r"])
    return "company", [table(columns, rows)], {pair(r["l"], r["r"]) for r in truth}


def abt_buy():
    sides = []
    for side, name in (("a", "abt"), ("b", "buy")):
        rows = read(f"abt-buy/{name}.csv", delimiter="|")
        for r in rows:
            r["uid"] = side + r["id"]
        sides.append(table(["name", "description", "price"], rows))
    truth = read("abt-buy/truth.csv", delimiter="|")
    return "company", sides, {("a" + x, "b" + y) for x, y in (list(r.values())[:2] for r in truth)}


def senzing(kind):
    """Persons and organizations apart, each in its schema; names and addresses written out in one cell."""
    key = {(r["DATA_SOURCE"], r["RECORD_ID"]): r["CLUSTER_ID"] for r in read("senzing-truth/actual_truthset_key.csv")}
    rows, truth = [], []
    for name in ("customers", "reference", "watchlist"):
        for r in read(f"senzing-truth/{name}.csv"):
            if r["RECORD_TYPE"] != kind:
                continue
            g = lambda c: r.get(c, "")
            words = lambda *cs: " ".join(g(c) for c in cs if g(c))
            r["uid"] = r["RECORD_ID"]
            r["name"] = g("PRIMARY_NAME_FULL") or g("PRIMARY_NAME_ORG") or words("PRIMARY_NAME_FIRST", "PRIMARY_NAME_MIDDLE", "PRIMARY_NAME_LAST") or g("NATIVE_NAME_FULL")
            r["address"] = g("ADDR_FULL") or words("ADDR_LINE1", "ADDR_CITY", "ADDR_STATE", "ADDR_POSTAL_CODE")
            r["ssn"], r["passport_number"], r["national_id"] = g("SSN_NUMBER"), g("PASSPORT_NUMBER"), g("NATIONAL_ID_NUMBER")
            r["license_number"], r["email"], r["phone"], r["date_of_birth"] = g("DRIVERS_LICENSE_NUMBER"), g("EMAIL_ADDRESS"), g("PHONE_NUMBER"), g("DATE_OF_BIRTH")
            rows.append(r)
            truth.append((key[r["DATA_SOURCE"], r["RECORD_ID"]], r["uid"]))
    columns = ["name", "address", "phone", "email", "national_id"]
    if kind == "PERSON":
        columns += ["date_of_birth", "ssn", "passport_number", "license_number"]
    schema = "person" if kind == "PERSON" else "company"
    return schema, [table(columns, rows)], within(truth)


SETS = {
    "fake_1000": lambda: fake(1000, "cluster"),
    "febrl1": lambda: febrl_set(1),
    "febrl3": lambda: febrl_set(3),
    "febrl4": febrl4,
    "restaurants": restaurants,
    "chicago": chicago,
    "cora": cora,
    "abt_buy": abt_buy,
    "senzing-persons": lambda: senzing("PERSON"),
    "senzing-firms": lambda: senzing("ORGANIZATION"),
}
# Beyond the default run, for they take long: fake_20000, synth_100000, synth_1000000.
LARGE = {"fake_20000": lambda: fake(20000, "group")}
for n in (10_000, 100_000, 1_000_000):
    LARGE[f"synth_{n}"] = lambda n=n: ("person", *origin.synthetic(n))


def normalised(name):
    """A set as the rig writes it; the columns of the answer are left out."""
    folder = os.environ.get("ER_NORM") or sys.exit("name the folder of prepared sets in ER_NORM")
    rows = read(os.path.join(folder, f"{name}.csv"), encoding="utf-8")
    columns = [c for c in rows[0] if c not in ("uid", "src", "ent")]
    sides = [table(columns, [r for r in rows if r["src"] == side]) for side in sorted({r["src"] for r in rows})]
    truth = {pair(r["l"], r["r"]) for r in read(os.path.join(folder, f"{name}.truth.csv"), encoding="utf-8")}
    return os.environ.get("ER_SCHEMA", "person"), sides, truth


def write(name, rows):
    path = os.path.join(WORK, name)
    with open(path, "w", newline="", encoding="utf-8") as f:
        csv.writer(f).writerows(rows)
    return path


def match(binary, name, schema, sides, given=None, least=None):
    """Runs the program, on the pairs `given` when there are any; its answer with wall seconds and peak MB, its pairs
    and clusters."""
    inputs = [write(f"{name}.{'ab'[i]}.csv", side) for i, side in enumerate(sides)]
    pairs, clusters = os.path.join(WORK, f"{name}.pairs.csv"), os.path.join(WORK, f"{name}.clusters.csv")
    command = [binary, "match", *inputs, "--schema", schema, "--id", "uid", "--out", pairs, "--clusters", clusters, "--json"]
    if least is not None:
        command += ["--threshold", str(least)]
    if given:
        command += ["--pairs", write(f"{name}.given.csv", [["left_id", "right_id"], *given])]
    said = called(name, command)
    with open(pairs, newline="", encoding="utf-8") as f:
        said["found"] = [(*pair(r["left_id"], r["right_id"]), float(r["probability"])) for r in csv.DictReader(f)]
    with open(clusters, newline="", encoding="utf-8") as f:
        said["grouped"] = [(r["cluster"], r["id"]) for r in csv.DictReader(f)]
    return said


def called(name, command):
    """What the program says, with wall seconds and peak MB."""
    began = time.perf_counter()
    with open(os.path.join(WORK, f"{name}.json"), "w") as out:
        process = subprocess.Popen(command, stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{name}: caseboard ended with {os.waitstatus_to_exitcode(status)}")
    said = json.load(open(os.path.join(WORK, f"{name}.json")))
    said["wall"], said["mb"] = time.perf_counter() - began, usage.ru_maxrss / 1024
    return said


def ask(binary):
    """New rows, each alone against a table: of one world 2,000 rows, drawn evenly, are taken out and asked for; the
    rest stands. Some are persons of the table, written otherwise, the others are new to it."""
    n, new = int(os.environ.get("ER_ASK", "1000000")), 2000
    [rows], truth = origin.synthetic(n + new)
    drawn = {row[0] for row in random.Random(5).sample(rows[1:], new)}
    table = write("ask.table.csv", [rows[0]] + [r for r in rows[1:] if r[0] not in drawn])
    asked = write("ask.new.csv", [rows[0]] + [r for r in rows[1:] if r[0] in drawn])
    true = {(a, b) if a in drawn else (b, a) for a, b in truth if (a in drawn) != (b in drawn)}
    pairs = os.path.join(WORK, "ask.pairs.csv")
    said = called("ask", [binary, "match", table, "--ask", asked, "--schema", "person", "--id", "uid", "--out", pairs, "--json"])
    with open(pairs, newline="", encoding="utf-8") as f:
        found = [(r["left_id"], r["right_id"], float(r["probability"])) for r in csv.DictReader(f)]
    listed = [(a, b) in true for a, b, p in found if p >= 0.5]
    kept = len({(a, b) for a, b, _ in found} & true)
    print("| table | new rows | ms a row: p50 / p99 / max | pairs at 0.5: P / R / F1 | candidates keep | prepared in s | key bytes a row | MB |\n|---|---|---|---|---|---|---|---|")
    print(f"| {said['table']} | {said['rows']} | {said['p50_ms']:.2f} / {said['p99_ms']:.2f} / {said['max_ms']:.2f} | {prf(sum(listed), len(listed), len(true))} | {100 * kept / len(true):.1f} | {said['seconds']:.1f} | {said['key_bytes_a_row']} | {said['mb']:.0f} |", flush=True)


def prf(right, listed, true):
    p, r = right / listed if listed else 0.0, right / true if true else 0.0
    return "{:.1f} / {:.1f} / {:.1f}".format(100 * p, 100 * r, 200 * p * r / (p + r) if p + r else 0.0)


def exact(grouped, truth):
    """Clusters of two and more that are exactly right, of those that truth has."""
    of = defaultdict(set)
    for group, who in grouped:
        of[group].add(who)
    ours = {frozenset(g) for g in of.values() if len(g) > 1}
    parent = {}
    def find(x):
        while parent.setdefault(x, x) != x:
            x = parent[x]
        return x
    for a, b in truth:
        parent[find(a)] = find(b)
    true = defaultdict(set)
    for x in list(parent):
        true[find(x)].add(x)
    true = {frozenset(g) for g in true.values()}
    return f"{len(ours & true)} of {len(true)}, {len(ours - true)} wrong"


def wilson(k, n, z=1.96):
    if not n:
        return 0.0, 1.0
    p, d = k / n, 1 + z * z / n
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / d
    mid = (p + z * z / (2 * n)) / d
    return max(0.0, mid - half), min(1.0, mid + half)


def calibration(pooled):
    """Ten equal ranges of probability over all sets."""
    print("\n| probability | pairs | mean prediction | true (95 % Wilson) | inside |\n|---|---|---|---|---|")
    for d in range(10):
        here = [(p, t) for p, t in pooled if min(int(p * 10), 9) == d]
        if not here:
            continue
        mean, right = sum(p for p, _ in here) / len(here), sum(t for _, t in here)
        low, high = wilson(right, len(here))
        inside = "yes" if low <= mean <= high else "no"
        print(f"| {d / 10:.1f} to {(d + 1) / 10:.1f} | {len(here)} | {mean:.3f} | {right / len(here):.3f} ({low:.3f} to {high:.3f}) | {inside if len(here) >= 200 else 'fewer than 200'} |")
    print(f"\nLog-loss {log_loss(pooled):.4f} nats over {len(pooled)} pairs.")


def log_loss(pairs):
    cut = lambda p: min(max(p, 1e-6), 1 - 1e-6)
    return -sum(math.log(cut(p) if t else 1 - cut(p)) for p, t in pairs) / max(1, len(pairs))


def main():
    binary, wanted = sys.argv[1], sys.argv[2:]
    os.makedirs(WORK, exist_ok=True)
    tables = {**SETS, **LARGE}
    tables.update((w, lambda w=w: normalised(w.removeprefix("norm:"))) for w in wanted if w.startswith("norm:"))
    unknown = [w for w in wanted if w not in tables and w not in ("names", "origin", "ask")]
    if unknown:
        sys.exit(f"no set {', '.join(unknown)}; there are {', '.join([*tables, 'names', 'origin', 'ask'])}")
    pooled = []
    chosen = [s for s in (wanted or SETS) if s in tables]
    if chosen:
        print("| set | candidates keep | pairs at 0.5: P / R / F1 | clustered: P / R / F1 | clusters exactly right | log-loss | pairs scored | s | MB |\n|---|---|---|---|---|---|---|---|---|")
    for name in chosen:
        schema, sides, truth = tables[name]()
        truth = {pair(*t) for t in truth}
        said = match(binary, name, schema, sides)
        marked = [(p, (a, b) in truth) for a, b, p in said["found"]]
        # What blocking keeps: every pair that was compared, however improbable.
        every = match(binary, name + ".all", schema, sides, least=0)["found"] if name not in LARGE else said["found"]
        kept, listed = len({(a, b) for a, b, _ in every} & truth), [t for p, t in marked if p >= 0.5]
        groups = within(said["grouped"])
        if len(sides) > 1:
            # The truth of two tables is of pairs between them.
            left = {row[0] for row in sides[0]}
            groups = {(a, b) for a, b in groups if (a in left) != (b in left)}
        print(f"| {name} | {100 * kept / len(truth):.1f} | {prf(sum(listed), len(listed), len(truth))} | {prf(len(groups & truth), len(groups), len(truth))} | {exact(said['grouped'], truth)} | {log_loss(marked):.3f} | {said['pairs_scored']} | {said['wall']:.2f} | {said['mb']:.0f} |", flush=True)
        if name in SETS:
            pooled += marked
    if not wanted:
        calibration(pooled)
    if not wanted or "names" in wanted:
        origin.names(read("name-bench/cases.csv"), lambda *a: match(binary, *a), prf, wilson)
    if not wanted or "origin" in wanted:
        origin.measure(lambda *a: match(binary, *a), wilson)
    if "ask" in wanted:
        ask(binary)


if __name__ == "__main__":
    main()
