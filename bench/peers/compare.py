"""Runs `vigie bench match` and Splink on one list, one after the other, and prints
what both measured side by side.

    compare.py --vigie bin/vigie LIST.csv [RIGHT.csv] --truth column:cluster [--json]

Time is what each states of its own linking, without reading the list and without
measuring against the truth; the whole process's processor time and peak memory are
the operating system's. Whoever compares times should have the machine to themselves:
processor seconds say more than the clock where they have not.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def run(command):
    """Runs a command; gives what it printed as JSON, and what it cost."""
    with tempfile.TemporaryFile("w+") as out:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=out)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - start
        if child.returncode != 0:
            sys.exit(f"{command[0]} ended with {child.returncode}")
        out.seek(0)
        result = json.load(out)
    result["process"] = {"seconds": wall, "cpuSeconds": used.ru_utime + used.ru_stime, "peakMemory": used.ru_maxrss * 1024}
    return result


def at(result, *path):
    for p in path:
        result = (result or {}).get(p)
    return result


ROWS = [
    ("records", "{:,.0f}", ("records",)),
    ("true pairs", "{:,.0f}", ("truePairs",)),
    ("pairs compared", "{:,.0f}", ("candidates",)),
    ("true pairs lost to blocking", "{:,.0f}", ("lostToBlocking",)),
    ("linking, seconds", "{:.1f}", ("seconds",)),
    ("reading, seconds", "{:.1f}", ("readSeconds",)),
    ("whole process, processor seconds", "{:.1f}", ("process", "cpuSeconds")),
    ("peak memory, linking, MiB", "{:,.0f}", ("peakMemory",)),
    ("peak memory, process, MiB", "{:,.0f}", ("process", "peakMemory")),
    ("F1 at the threshold (Splink: p ≥ 0.5)", "{:.4f}", ("atThreshold", "f1")),
    ("  precision", "{:.4f}", ("atThreshold", "precision")),
    ("  recall", "{:.4f}", ("atThreshold", "recall")),
    ("best F1 over the curve", "{:.4f}", ("best", "f1")),
    ("F1 at one wrong pair at most", "{:.4f}", ("atMostOneWrong", "f1")),
    ("best F1 of pairs implied by groups", "{:.4f}", ("bestGroups", "f1")),
    ("B-cubed F1 at the threshold", "{:.4f}", ("bcubed", "f1")),
    ("B-cubed F1, best", "{:.4f}", ("bestBCubed", "f1")),
]


def shown(result, form, path):
    v = at(result, *path)
    if v is None and path == ("bestGroups", "f1") and result.get("method") == "clusters":
        v = at(result, "best", "f1")  # its pairs are those of its groups
    if v is None:
        return "–"
    return form.format(v / 2**20 if path[-1] == "peakMemory" else v)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("files", nargs="+")
    p.add_argument("--truth", required=True)
    p.add_argument("--vigie", default=os.path.join(HERE, "..", "..", "bin", "vigie"))
    p.add_argument("--splink", default=[], nargs=argparse.REMAINDER, help="what follows goes to splink_bench.py")
    p.add_argument("--json", action="store_true")
    a = p.parse_args()
    files = a.files + ["--truth", a.truth]
    python = os.path.join(HERE, ".venv", "bin", "python")
    ours = run([a.vigie, "bench", "match", *files, "--json", "--quiet"])
    theirs = run([python, os.path.join(HERE, "splink_bench.py"), *files, *a.splink])
    if a.json:
        print(json.dumps({"vigie": ours, "splink": theirs}, indent=2))
        return
    print(f"{'':40}{'vigie':>14}{'splink ' + theirs['versions']['splink']:>16}")
    for name, form, path in ROWS:
        print(f"{name:40}{shown(ours, form, path):>14}{shown(theirs, form, path):>16}")
    if ours["seconds"] and theirs["seconds"]:
        print(f"{'times as fast':40}{theirs['seconds'] / ours['seconds']:>14.1f}{1:>16}")


if __name__ == "__main__":
    main()
