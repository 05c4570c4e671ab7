#!/usr/bin/python3 -IS
# SPDX-License-Identifier: GPL-2.0
"""Questions about what a program prints as JSON, for case.sh.

Starting Python takes seconds in an emulated machine, so this is started once for all cases, by
"guest", as ask.py FIFO. A case writes a name to FIFO and gets a process of its own, which reads
requests from NAME.in, answers on NAME.out and has its number in NAME.pid. Without FIFO there is
one that reads standard input. A request is a line of fields with a unit separator (0x1f) between
them:

    ask EXPRESSION COMMAND...        the expression's value, once COMMAND has run
    wait SECONDS EXPRESSION COMMAND  the same again and again until it is true
    watch SECONDS EXPRESSION COMMAND the same again and again, each time to be true

and the answer is a line: "true", "false" or whatever the value is; when COMMAND or the
expression went wrong "!" and why. Then comes a line that says what COMMAND printed, for
explanations.

An expression is Python. It sees doc (what was printed), p (its first object, whose
members are attributes as well: p.ring.len), rc, err, and the functions below.
COMMAND may leave out "lfringctl -j" before show, stats, run and flow.
"""
import json
import os
import signal
import subprocess
import sys
import time


class Obj(dict):
    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError("no member " + name) from None


class Failed(Exception):
    pass


COUNTERS = ("offered", "produced", "dropped", "consumed", "inserted", "duplicate", "late",
            "evicted")


def number(*values):
    return all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in values)


def exact(p):
    """The four identities, as they must hold whenever a pipeline is not running."""
    return (p.offered == p.produced + p.dropped and
            p.produced == p.consumed + p.in_ring and
            p.consumed == p.inserted + p.duplicate + p.late and
            p.inserted == p.evicted + p.in_window and
            p.dropped == sum(p.drops.values()) and
            p.in_ring == p.ring.len and p.in_window == p.window.len)


def drained(p):
    """What must be true of a pipeline that has stopped, however it ran."""
    return (p.state == "stopped" and exact(p) and p.in_ring == 0 and
            p.in_window <= p.window.size and p.window.high_water <= p.window.size and
            all(s.len == 0 and s.pushed == s.popped for s in p.ring.shards) and
            sum(s.popped for s in p.ring.shards) == p.consumed and
            sum(q.produced for q in p.producers) == p.produced and
            sum(q.offered for q in p.producers) == p.offered and
            sum(q.dropped for q in p.producers) == p.dropped and
            not any(q.running for q in p.producers))


def unlost(p):
    """With full=block nothing is dropped, but by a producer that was stopped while it waited."""
    return all(q.dropped == (q.drops.stopped if q.backoffs else 0) for q in p.producers)


def counted(p):
    """What must be true of a flow at any time."""
    return (p.received == p.delivered + p.dropped + p.held and
            p.dropped == p.dropped_duplicate + p.dropped_late and
            p.received == sum(q.received for q in p.path) and
            p.received_bytes == sum(q.received_bytes for q in p.path) and
            p.held <= p.held_high and bool(p.held) == bool(p.held_bytes))


def bounded(p):
    """What must be true at any time: nothing is counted downstream that is not upstream.

    But for what is in somebody's hands: a producer counts a batch once it is pushed, by when
    some of it may have been consumed, and the consumer one once it is inserted.
    """
    batch = 64
    producers = len(p.producers)
    return (p.produced + p.dropped <= p.offered and
            p.consumed + p.dropped <= p.offered and
            p.consumed <= p.produced + batch * producers and
            p.inserted + p.duplicate + p.late <= p.consumed and
            p.evicted <= p.inserted and
            p.evicted + p.in_window <= p.inserted + 4 * batch and
            p.in_window <= min(p.window.size, p.window.high_water) and
            p.ring.len <= p.ring.capacity and
            all(s.len <= s.capacity for s in p.ring.shards))


def due(producers, mbps, size, seconds):
    """Packets due in so many seconds, the first one at 0."""
    kbit = round(mbps * 1000)
    return producers * -(-seconds * kbit * 1000 // (8 * size))


def near(value, target, percent):
    return abs(value - target) <= target * percent / 100


def lacks(obj, *names):
    """Those of names that obj has not."""
    return " ".join(n for n in names if n not in obj)


def spec(wanted):
    """Names of the attributes in one of the specification's sets."""
    names = []
    here = within = False
    with open(os.environ["LFRING_SRC"] + "/kmod/uapi/lfring.yaml", encoding="utf-8") as lines:
        for line in lines:
            indent = len(line) - len(line.lstrip())
            word = line.split(":")[0].strip()
            if indent == 0 and word:
                within = word == "attribute-sets"
            elif within and word == "name" and indent == 4:
                here = line.split(":")[1].strip() == wanted
            elif within and word == "name" and indent == 8 and here:
                names.append(line.split(":")[1].strip())
    if not names:
        raise Failed("the specification has no set " + wanted)
    return [n for n in names if n != "pad"]


class Grow:
    """grow(p): no counter has become smaller since the last look, for "watch"."""

    def __init__(self):
        self.seen = {}

    def __call__(self, p):
        new = [p[c] for c in COUNTERS]
        old = self.seen.get(p.name, new)
        self.seen[p.name] = new
        return all(n >= o for n, o in zip(new, old))


said = ""
grow = Grow()


def run(command):
    """What COMMAND's output means to an expression."""
    global said
    if command[0] in ("show", "stats", "run", "flow"):
        command = ["lfringctl", "-j"] + command
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=60, encoding="utf-8")
    except subprocess.TimeoutExpired:
        said = "not done after 60 s: " + " ".join(command)
        raise Failed("it hangs") from None
    said = f"{' '.join(command)}: status {done.returncode}: {done.stderr}{done.stdout}"
    names = {"rc": done.returncode, "out": done.stdout, "err": done.stderr, "exact": exact,
             "drained": drained, "unlost": unlost, "counted": counted, "bounded": bounded, "due": due,
             "near": near, "lacks": lacks, "spec": spec, "grow": grow, "number": number, "Obj": Obj}
    if done.stdout:
        try:
            names["doc"] = doc = json.loads(done.stdout, object_hook=Obj)
        except ValueError as why:
            raise Failed(f"no JSON: {why}") from None
        # A number must not have come as a text that looks like one.
        if isinstance(doc, list) and doc:
            names["p"] = doc[0]
    return names


def value(expression, command):
    try:
        return eval(expression, run(command))
    except Failed:
        raise
    except Exception as why:
        raise Failed(f"{type(why).__name__}: {why}") from None


def until(seconds, expression, command):
    """Look until it is true. What goes wrong on the way may go right later."""
    end = time.monotonic() + float(seconds)
    while True:
        late = time.monotonic() >= end
        try:
            result = value(expression, command)
            if result or late:
                return result
        except Failed:
            if late:
                raise
        time.sleep(0.05)


def throughout(seconds, expression, command):
    """Look all the time. Three looks at least, or it says nothing."""
    end = time.monotonic() + float(seconds)
    looks = 0
    grow.seen.clear()
    while looks < 3 or time.monotonic() < end:
        if not value(expression, command):
            return False
        looks += 1
    return True


def answer(fields):
    what = fields.pop(0)
    if what == "ask":
        return value(fields[0], fields[1:])
    if what == "wait":
        return until(fields[0], fields[1], fields[2:])
    if what == "watch":
        return throughout(fields[0], fields[1], fields[2:])
    raise Failed("what is " + what + "?")


def serve(requests, answers):
    for line in requests:
        try:
            result = answer(line.rstrip("\n").split("\x1f"))
            text = result if isinstance(result, str) else json.dumps(result)
        except Failed as why:
            text = "!" + str(why)
        print(" ".join(text.split("\n")), file=answers)
        print(" ".join(said.split("\n"))[:3000], file=answers, flush=True)


def serve_cases(fifo):
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # Open for writing as well, so that it does not end when a case has.
    with open(fifo, "r+b", buffering=0) as wishes:
        while True:
            # A name and a newline are written, and so come, in one go.
            for name in wishes.read(4096).decode().split():
                if os.fork():
                    continue
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                with open(name + ".pid", "w", encoding="ascii") as file:
                    print(os.getpid(), file=file)
                with open(name + ".in", encoding="utf-8") as requests, \
                     open(name + ".out", "w", encoding="utf-8") as answers:
                    serve(requests, answers)
                os._exit(0)


if len(sys.argv) > 1:
    serve_cases(sys.argv[1])
else:
    serve(sys.stdin, sys.stdout)
