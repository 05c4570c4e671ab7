# SPDX-License-Identifier: GPL-2.0
"""What came out, as text and as tab-separated values."""

import os
import statistics

from loads import GOALS, MANY_CONSUMERS, SHARED


class Series:
    """The samples of one queue under one workload."""

    def __init__(self):
        self.ns = []
        self.stalled = 0
        self.disturbed = 0
        self.wrong = []

    def median(self):
        return statistics.median(self.ns) if self.ns else None


def figure(ns):
    return f"{ns:.2f}" if ns < 100 else f"{ns:.0f}"


def by_median(load, results, queues):
    rows = [(results[load.name, q.name], q) for q in queues if (load.name, q.name) in results]
    return sorted(rows, key=lambda row: (row[0].median() is None, row[0].median() or 0))


def table(load, results, queues):
    """A text table of one workload, the fastest first."""
    lines = [f"{load.name}: {load.about}",
             f"  {'queue':<18} {'safe for':<8} {'ns/item':>9} {'min':>9} {'max':>9} {'n':>3}"]
    for series, q in by_median(load, results, queues):
        if series.ns:
            line = (f"{'*' if q.ours else ' '} {q.name:<18} {q.safe:<8} "
                    f"{figure(series.median()):>9} {figure(min(series.ns)):>9} "
                    f"{figure(max(series.ns)):>9} {len(series.ns):>3}")
        else:
            line = f"{'*' if q.ours else ' '} {q.name:<18} {q.safe:<8} {'-':>9}"
        if series.stalled:
            line += f"  {series.stalled} not done in time"
        if series.disturbed:
            line += f"  {series.disturbed} disturbed"
        if series.wrong:
            line += f"  {len(series.wrong)} with WRONG ITEMS"
        lines.append(line)
    return "\n".join(lines)


def ratios(results, queues, loads):
    """Rows (ours, workload, whose, its best peer, our ns, its ns, ratio, that of the lowest
    figures, wanted)."""
    names = {load.name for load in loads}
    for goal in GOALS:
        for load in (name for name in goal.loads if name in names):
            there = [(results[load, q.name], q) for q in queues
                     if (load, q.name) in results and results[load, q.name].ns]
            peers = [(s.median(), q.name) for s, q in there if goal.is_peer(q)]
            lowest = min([min(s.ns) for s, q in there if goal.is_peer(q)], default=0)
            for ours, q in there:
                if peers and goal.is_ours(q):
                    best, name = min(peers)
                    yield (q.name, load, goal.whose, name, ours.median(), best,
                           best / ours.median(), lowest / min(ours.ns), goal.wanted)


def ratio_table(results, queues, loads):
    """The ratios as text: above 1 lfring is faster."""
    lines = [f"  {'lfring':<14} {'load':<7} {'ns':>7}  {'against the best of':<23} "
             f"{'best':<14} {'ns':>7} {'ratio':>6} {'lowest':>6} {'wanted':>6}"]
    for ours, load, whose, name, ns, best, ratio, low, wanted in ratios(results, queues, loads):
        verdict = "" if wanted is None else "reached" if ratio >= wanted else "MISSED"
        lines.append(f"  {ours:<14} {load:<7} {figure(ns):>7}  {whose:<23} {name:<14} "
                     f"{figure(best):>7} {ratio:>6.2f} {low:>6.2f} "
                     f"{'-' if wanted is None else f'{wanted:.1f}':>6}  {verdict}".rstrip())
    return "\n".join(lines) if len(lines) > 1 else ""


def as_safe(ours, peer):
    """Is the peer in the safety class that lfring's queue is compared with? A ring of one CPU has
    no peer of its own class, so with those that are safe for more."""
    if ours.safe in ("local", "mpsc"):
        return peer.safe in SHARED
    return peer.safe in (MANY_CONSUMERS if ours.safe == "mpmc" else (ours.safe,))


def goals_of(queue, load, results, queues):
    """What is to be reached there, and whether it was."""
    texts = []
    for name, at, whose, _, _, _, ratio, _, wanted in ratios(results, queues, [load]):
        if name == queue.name and at == load.name and wanted is not None:
            texts.append(f"{whose} {wanted:.1f}: {ratio:.2f}" +
                         ("" if ratio >= wanted else " **missed**"))
    return "; ".join(texts)


def markdown(results, queues, loads):
    """The table of RESULTS.md."""
    lines = ["| lfring | workload | ns | best of its class | ratio | best of any | ratio | wanted |",
             "|---|---|---|---|---|---|---|---|"]
    for ours in (q for q in queues if q.ours):
        for load in loads:
            there = {q: results[load.name, q.name].median() for q in queues
                     if (load.name, q.name) in results and results[load.name, q.name].ns}
            peers = [q for q in there if not q.ours]
            if ours not in there or not peers:
                continue
            cells = [ours.name, load.name, figure(there[ours])]
            for group in ([q for q in peers if as_safe(ours, q)], peers):
                best = min(group, key=there.get, default=None)
                cells += [f"{best.name} {figure(there[best])}",
                          f"{there[best] / there[ours]:.2f}"] if best else ["-", "-"]
            cells.append(goals_of(ours, load, results, queues) or "-")
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def write_tsv(directory, results, queues, loads, samples):
    """samples.tsv has each run, results.tsv the medians, ratios.tsv what became of the goals,
    results.md all of it for people."""
    safe = {q.name: q.safe for q in queues}
    with open(os.path.join(directory, "samples.tsv"), "w", encoding="utf-8") as f:
        f.write("repetition\tload\tqueue\tns_per_item\titems\tcpu_share\toutcome\n")
        for row in samples:
            f.write("\t".join(map(str, row)) + "\n")
    with open(os.path.join(directory, "results.tsv"), "w", encoding="utf-8") as f:
        f.write("load\tqueue\tsafe_for\tmedian_ns\tmin_ns\tmax_ns\tsamples\tdisturbed\tstalled\twrong\n")
        for (load, queue), s in results.items():
            low = (f"{s.median():.4f}", min(s.ns), max(s.ns)) if s.ns else ("", "", "")
            f.write("\t".join(map(str, (load, queue, safe[queue], *low, len(s.ns), s.disturbed, s.stalled,
                                        len(s.wrong)))) + "\n")
    with open(os.path.join(directory, "ratios.tsv"), "w", encoding="utf-8") as f:
        f.write("lfring\tload\tagainst\tbest\tours_ns\tbest_ns\tratio\tratio_of_lowest\twanted\n")
        for row in ratios(results, queues, loads):
            f.write("\t".join("" if v is None else f"{v:.4f}" if isinstance(v, float) else v
                              for v in row) + "\n")
    with open(os.path.join(directory, "results.md"), "w", encoding="utf-8") as f:
        f.write(markdown(results, queues, loads))
