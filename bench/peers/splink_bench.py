"""Links a list of synthetic persons with Splink on DuckDB and prints what it
measured as JSON, under the names that `vigie bench match --json` uses.

    splink_bench.py LIST.csv [RIGHT.csv] --truth column:cluster

Every true pair counts, also those that blocking never compared. Measuring against
the truth is timed apart and is in no other figure.
"""

import argparse
import importlib.metadata
import json
import logging
import os
import resource
import time

import duckdb
from splink import DuckDBAPI, Linker, SettingsCreator

import model

TIMES, CPU = {}, {}


def spent():
    """Processor seconds of this process, all threads: what other work on the machine slows least."""
    u = resource.getrusage(resource.RUSAGE_SELF)
    return u.ru_utime + u.ru_stime


class stage:
    """Times what happens under it."""

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        self.start, self.cpu = time.perf_counter(), spent()

    def __exit__(self, *_):
        TIMES[self.name] = time.perf_counter() - self.start
        CPU[self.name] = spent() - self.cpu


def truth_sql(how):
    """column:NAME, number:NAME (the first number in it) or div:NAME:N."""
    kind, _, rest = how.partition(":")
    if kind == "column":
        return rest, '"{c}"'
    if kind == "number":
        return rest, "regexp_extract(\"{c}\", '[0-9]+')"
    if kind == "div":
        column, _, by = rest.rpartition(":")
        return column, f"(regexp_extract(\"{{c}}\", '[0-9]+')::bigint // {int(by)})::varchar"
    raise SystemExit("--truth: write column:COLUMN, number:COLUMN or div:COLUMN:N")


def load(con, files, truth, without):
    """Makes a table a file, and one of truth; gives the fields that the lists have."""
    column, expression = truth_sql(truth)
    con.execute("create table truth (file integer, unique_id bigint, label varchar)")
    fields = None
    for i, name in enumerate(files):
        table = f"list_{i}"
        # Numbers are told apart over the files, so that they need no other name.
        con.execute(f"create table raw as select *, {i} * 1000000000 + row_number() over () as n from read_csv(?, all_varchar=true, header=true)", [name])
        present = {c[0].strip(): c[0] for c in con.execute("describe raw").fetchall()}
        fields = {f: sql for f, sql in model.columns(present).items() if f not in without}
        body = ", ".join(f"{sql} as {f}" for f, sql in fields.items())
        con.execute(f"create table {table} as select n as unique_id, {body} from raw")
        con.execute(f"alter table {table} add column full_name varchar")
        con.execute(f"update {table} set full_name = given || ' ' || family")
        con.execute(f"insert into truth select {i}, n, {expression.format(c=present[column])} from raw")
        con.execute("drop table raw")
    return fields


def cut(con, sql):
    return con.execute(sql).fetchall()


def quality(threshold, found, right, true):
    precision = right / found if found else 0.0
    recall = right / true if true else 0.0
    f1 = 2 * right / (found + true) if found + true else 0.0
    return {"bits": threshold, "found": int(found), "wrong": int(found - right), "missed": int(true - right),
            "precision": precision, "recall": recall, "f1": f1}


def counts(con, linker, pair):
    """True pairs; those of them that blocking let through; pairs that it let through."""
    sql = "select count(*) from truth l join truth r using (label) where "
    total = cut(con, sql + ("l.file < r.file" if pair else "l.unique_id < r.unique_id"))[0][0]
    blocked = linker.inference.compute_blocked_pairs_for_predict()
    # For two files Splink puts the file's name before the number.
    key = "split_part({k}, '-__-', 2)::bigint" if pair else "{k}"
    same, all_ = cut(con, f"""
        select count(*) filter (l.label = r.label), count(*) from {blocked.physical_name}
        join truth l on l.unique_id = {key.format(k="join_key_l")}
        join truth r on r.unique_id = {key.format(k="join_key_r")}""")[0]
    return total, same, all_


def curve(con, predictions):
    """Found and right pairs from each weight upwards, in steps of a tenth of a bit."""
    con.execute(f"""create or replace table judged as
        select match_weight as weight, l.label = r.label as same
        from {predictions}
        join truth l on l.unique_id = unique_id_l
        join truth r on r.unique_id = unique_id_r""")
    rows = cut(con, """select floor(weight * 10) / 10 as w, count(*), count(*) filter (same)
        from judged group by 1 order by 1 desc""")
    out, found, right = [], 0, 0
    for w, n, same in rows:
        found, right = found + n, right + same
        out.append((w, found, right))
    return out


def b_cubed(con, clusters):
    """B-cubed, and the pairs that the groups imply, from the counts of label in group."""
    con.execute(f"""create or replace table cells as
        select c.cluster_id as g, t.label as t, count(*)::double as n
        from {clusters} c join truth t on t.unique_id = c.unique_id group by 1, 2""")
    return cut(con, """
        with g as (select g, sum(n) as size from cells group by 1),
             t as (select t, sum(n) as size from cells group by 1)
        select sum(n * n / g.size) / sum(n), sum(n * n / t.size) / sum(n),
               sum(n * (n - 1) / 2), (select sum(size * (size - 1) / 2) from g), (select sum(size * (size - 1) / 2) from t)
        from cells join g using (g) join t using (t)""")[0]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("files", nargs="+")
    p.add_argument("--truth", required=True)
    p.add_argument("--without", action="append", default=[], help="a field to leave out, as in model.py")
    p.add_argument("--names", choices=["together", "apart"], default="apart", help="names in one comparison or two")
    p.add_argument("--address", choices=["together", "apart"], default="together", help="street, postcode and city in one comparison or three")
    p.add_argument("--random-pairs", type=float, default=1e6, help="pairs drawn for u; Splink's default")
    p.add_argument("--em-pairs", type=float, default=None, help="pairs at most for one round of EM")
    p.add_argument("--threads", type=int, default=os.cpu_count())
    p.add_argument("--em-frequencies", action="store_true", help="EM with term frequencies: many times slower, Splink's default")
    p.add_argument("--groups", type=float, nargs="*", default=[-2, 2, 4, 7, 10], help="further weights at which to form groups")
    p.add_argument("--temp", default=None, help="folder for what does not fit in memory")
    a = p.parse_args()
    logging.getLogger("splink").setLevel(logging.ERROR)
    pair = len(a.files) == 2

    con = duckdb.connect()
    con.execute(f"set threads = {a.threads}")
    con.execute("set preserve_insertion_order = false")
    if a.temp:
        con.execute("set temp_directory = ?", [a.temp])
    with stage("load"):
        has = load(con, a.files, a.truth, a.without)
        records = cut(con, "select count(*) from truth")[0][0]
        api = DuckDBAPI(connection=con)
        tables = [api.register(f"list_{i}") for i in range(len(a.files))]
        settings = SettingsCreator(
            link_type="link_only" if pair else "dedupe_only",
            comparisons=model.comparisons(has, a.names, a.address),
            blocking_rules_to_generate_predictions=model.blocking(has, records),
            retain_matching_columns=False,
            retain_intermediate_calculation_columns=False,
        )
        linker = Linker(tables if pair else tables[0], settings, log_level=logging.ERROR)
    with stage("train"):
        linker.training.estimate_probability_two_random_records_match(model.certain(has), recall=0.6)
        linker.training.estimate_u_using_random_sampling(max_pairs=a.random_pairs, seed=1)
        for rule in model.training(has):
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, estimate_without_term_frequencies=not a.em_frequencies, max_pairs=a.em_pairs)
    with stage("predict"):
        predictions = linker.inference.predict(threshold_match_weight=-20)
    with stage("cluster"):
        groups = linker.clustering.cluster_pairwise_predictions_at_threshold(predictions, threshold_match_weight=0)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

    with stage("measure"):
        total, seen, candidates = counts(con, linker, pair)
        points = curve(con, predictions.physical_name)
        best = max(points, key=lambda x: 2 * x[2] / (x[1] + total), default=(0, 0, 0))
        half = [x for x in points if x[0] >= 0][-1:] or [(0, 0, 0)]
        clean = [x for x in points if x[1] - x[2] <= 1][-1:] or [(0, 0, 0)]
        result = {
            "tool": "splink", "versions": {n: importlib.metadata.version(n) for n in ("splink", "duckdb")}, "cpus": a.threads,
            "records": records, "truePairs": total, "method": "pairs", "candidates": candidates, "lostToBlocking": total - seen,
            "atThreshold": quality(*half[0], total), "best": quality(*best, total), "atMostOneWrong": quality(*clean[0], total),
        }
        scan = {}
        for bits in sorted({0.0, float(best[0]), *a.groups}):
            table = groups if bits == 0 else linker.clustering.cluster_pairwise_predictions_at_threshold(
                predictions, threshold_match_weight=bits)
            precision, recall, right, found, true = b_cubed(con, table.physical_name)
            scan[bits] = {
                "bits": bits, "precision": precision, "recall": recall, "f1": 2 * precision * recall / (precision + recall),
                "pairs": quality(bits, found, right, true)}
        result["bcubed"], result["bcubedAtBestPairs"] = scan[0.0], scan[float(best[0])]
        result["bestBCubed"] = max(scan.values(), key=lambda x: x["f1"])
        result["bestGroups"] = max((x["pairs"] for x in scan.values()), key=lambda x: x["f1"])
    result["stages"] = {k: round(v, 3) for k, v in TIMES.items()}
    result["cpuStages"] = {k: round(v, 3) for k, v in CPU.items()}
    result["readSeconds"] = TIMES["load"]
    result["seconds"] = TIMES["train"] + TIMES["predict"] + TIMES["cluster"]
    result["cpuSeconds"] = CPU["train"] + CPU["predict"] + CPU["cluster"]
    result["pairsPerSecond"] = result["candidates"] / TIMES["predict"]
    result["peakMemory"] = peak
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
