"""Errors by origin of the name, name pairs, and synthetic persons for run.py.

A group is a way of naming, told by its names.csv lines: no record says what group it is of, the matcher
never learns it. Must not know: how the program is called (run.py gives the function that calls it).
"""
import csv, itertools, math, os, random
from collections import defaultdict

HERE = os.path.dirname(os.path.abspath(__file__))
# Of each group; many are needed before there are false links enough at a high threshold.
PEOPLE = int(os.environ.get("ER_PEOPLE", "6000"))
FEWEST = 50  # false links that a group must have before its ratio says something


def synthetic(n):
    """The persons of gen_synth.py, number for number: heavy-tailed names, slips, swaps, gaps; 1.6 records each."""
    r = random.Random(77)
    consonants, vowels = "b c d f g h j k l m n p r s t v w z ch sh th br tr".split(), "a e i o u ai ea oo ie".split()
    word = lambda k: "".join(r.choice(consonants) + r.choice(vowels) for _ in range(k)) + r.choice(["", "n", "r", "s", "ll"])
    given = sorted({word(r.choice([1, 2, 2])) for _ in range(6000)})
    surnames = sorted({word(r.choice([2, 2, 3])) for _ in range(60000)})
    # The order of the lists is the order of frequency; shuffled, for a sorted list would tie it to the alphabet.
    r.shuffle(given)
    r.shuffle(surnames)
    towns, domains = [word(3) for _ in range(800)], [word(2) + ".com" for _ in range(40)]
    common = lambda v: v[int(len(v) ** r.random()) - 1]
    rows, truth = [["uid", "first_name", "surname", "dob", "city", "email"]], set()
    while len(rows) <= n:
        g, s = common(given), common(surnames)
        born = f"{r.randint(1945, 2004)}-{r.randint(1, 12):02d}-{r.randint(1, 28):02d}"
        told = [g, s, born, common(towns), f"{g}.{s}{r.randint(1, 99)}@{common(domains)}"]
        ids = []
        for j in range(r.choice([1, 1, 1, 1, 1, 2, 2, 2, 3, 5])):
            if len(rows) > n:
                break
            f = list(told)
            if j:
                if r.random() < 0.25: f[0] = slip(r, f[0])
                if r.random() < 0.2: f[1] = slip(r, f[1])
                if r.random() < 0.03: f[0], f[1] = f[1], f[0]
                if r.random() < 0.15: f[2] = f[2][:8] + f"{r.randint(1, 28):02d}"
                if r.random() < 0.2: f[3] = common(towns)
                if r.random() < 0.15: f[4] = slip(r, f[4])
            f = ["" if r.random() < gone else cell for cell, gone in zip(f, (0.05, 0.02, 0.12, 0.15, 0.35))]
            ids.append(f"r{len(rows):08d}")
            rows.append([ids[-1], *f])
        truth |= set(itertools.combinations(ids, 2))
    return [rows], truth


def slip(r, text):
    if len(text) < 3:
        return text
    i, k = r.randrange(1, len(text) - 1), r.random()
    if k < 0.3: return text[:i] + text[i + 1 :]
    if k < 0.6: return text[:i] + text[i + 1] + text[i] + text[i + 2 :]
    if k < 0.8: return text[:i] + r.choice("aeioulnrst") + text[i:]
    return text[:i] + r.choice("aeioulnrst") + text[i + 1 :]


def names(cases, match, prf, wilson):
    """name-bench: each pair weighed by its names alone, linked at 0.5."""
    print("\n| names | pairs | P / R / F1 | false links (95 %) |\n|---|---|---|---|")
    whole = []
    for schema, kinds in (("person", ("Person",)), ("company", ("Company", "Organization", "LegalEntity", "Vessel"))):
        mine = [(n, c) for n, c in enumerate(cases) if c["schema"] in kinds]
        left = [["uid", "name"]] + [[f"l{n}", c["name1"]] for n, c in mine]
        right = [["uid", "name"]] + [[f"r{n}", c["name2"]] for n, c in mine]
        said = match(f"name-bench-{schema}", schema, [left, right], [(f"l{n}", f"r{n}") for n, _ in mine])
        found = {a[1:]: p for a, b, p in said["found"]}
        marked = [(found.get(str(n), 0.0) >= 0.5, c["is_match"] == "true") for n, c in mine]
        whole += marked
        line(schema, marked, prf, wilson)
    line("together", whole, prf, wilson)


def line(title, marked, prf, wilson):
    right, listed, true = sum(a and b for a, b in marked), sum(a for a, _ in marked), sum(b for _, b in marked)
    apart = len(marked) - true
    low, high = wilson(listed - right, apart)
    print(f"| {title} | {len(marked)} | {prf(right, listed, true)} | {100 * (listed - right) / apart:.1f} % ({100 * low:.1f} to {100 * high:.1f}) |")


def people():
    """Persons of every group, the same way of drawing all but the names; each a third time twice, as clerks write."""
    lists = defaultdict(lambda: defaultdict(list))
    with open(os.path.join(HERE, "names.csv"), newline="", encoding="utf-8") as f:
        for row in csv.DictReader(f):
            lists[row["group"]][row["part"]].append((row["name"], float(row["weight"])))
    r = random.Random(2003)
    towns = [f"{a}{b}" for a in ("Ash", "Bell", "Cotton", "Dry", "Elk", "Fox", "Glen", "Hay") for b in ("field", "ton", "ville", "wood", " Creek")]
    rows, group_of, truth, draw = [["uid", "name", "birth_date", "city"]], {}, set(), {}
    for group, parts in lists.items():
        for part, known in parts.items():
            known, weights = [n for n, _ in known], [w for _, w in known]
            draw[group, part] = lambda known=known, weights=weights: r.choices(known, weights)[0]
    for group, parts in lists.items():
        for _ in range(PEOPLE):
            name = [draw[group, "given"](), rare(r, draw[group, "surname"], draw[group, "ending"])]
            # What may be left out: the mother's surname, a middle name.
            second = draw[group, "given"]() if "second" not in parts else rare(r, draw[group, "surname"], draw[group, "ending"])
            at = 2 if "second" in parts else 1
            born = f"{r.randint(1950, 2005)}-{r.randint(1, 12):02d}-{r.randint(1, 28):02d}"
            told, ids = [name[:at] + [second] + name[at:], born, r.choice(towns)], []
            for j in range(2 if r.random() < 0.33 else 1):
                words, born, town = list(told[0]), told[1], told[2]
                if r.random() < 0.4:
                    del words[at]
                if j and r.random() < 0.25:
                    i = r.randrange(len(words))
                    words[i] = slip(r, words[i])
                if r.random() < 0.35: born = ""
                elif r.random() < 0.1: born = born[:8] + f"{r.randint(1, 28):02d}"
                if r.random() < 0.3: town = ""
                ids.append(f"p{len(rows):06d}")
                group_of[ids[-1]] = group
                rows.append([ids[-1], " ".join(words), born, town])
            truth |= set(itertools.combinations(ids, 2))
    return rows, group_of, truth


def rare(r, known, ending):
    """A name of the list, or one that only this family has: the group's own share of them, its own endings."""
    name = known()
    if name != "*":
        return name
    return "".join(r.choice("bcdfglmnprstvz") + r.choice("aeiou") for _ in range(r.choice([2, 2, 3]))).capitalize() + ending()


def measure(match, wilson):
    rows, group_of, truth = people()
    said = match("origin", "person", [rows])
    size = defaultdict(int)
    for group in group_of.values():
        size[group] += 1
    true = defaultdict(int)
    for a, _ in truth:
        true[group_of[a]] += 1
    for least in (0.1, 0.5, 0.9):
        false, right = defaultdict(int), defaultdict(int)
        for a, b, p in said["found"]:
            if p >= least and group_of[a] == group_of[b]:
                (right if (a, b) in truth else false)[group_of[a]] += 1
        print(f"\nLinks at {least} and above, {sum(size.values())} records:\n")
        print("| names | false links | of a million pairs (95 %) | of the links that are made, false (95 %) | beside English names (95 %) | true links missed |\n|---|---|---|---|---|---|")
        rate = lambda g: false[g] / (right[g] + false[g] or 1)
        for group in size:
            possible = size[group] * (size[group] - 1) / 2 - true[group]
            low, high = wilson(false[group], possible)
            made = right[group] + false[group]
            share = wilson(false[group], made)
            beside = "1"
            if group != "english":
                a, b = false[group], false["english"]
                if a and b:
                    base = (a / possible) / (b / (size["english"] * (size["english"] - 1) / 2 - true["english"]))
                    spread = math.exp(1.96 * math.sqrt(1 / a + 1 / b))
                    beside = f"{base:.2f} ({base / spread:.2f} to {base * spread:.2f})"
                else:
                    beside = "no false link"
                if min(a, b) < FEWEST:
                    beside += f", fewer than {FEWEST}"
            print(f"| {group} | {false[group]} | {1e6 * false[group] / possible:.2f} ({1e6 * low:.2f} to {1e6 * high:.2f}) | {100 * rate(group):.1f} % ({100 * share[0]:.1f} to {100 * share[1]:.1f}) | {beside} | {100 * (1 - right[group] / true[group]):.1f} % |")
