# SPDX-License-Identifier: GPL-2.0
"""What is on the command line: understood, or refused with one line and status 2."""

MISTAKES = [
    # what it is, words of the message, arguments
    ("no command", ["which command", "help"], []),
    ("an unknown command", ["'frobnicate'", "help"], ["frobnicate"]),
    ("an ambiguous command", ["'st'", "stats, start, stop"], ["st"]),
    ("an unknown option", ["'-x'", "--help"], ["-x"]),
    ("an unknown long option", ["'--nonsense'"], ["--nonsense"]),
    ("an option of another command", ["show", "'-w'"], ["show", "-w", "1"]),
    ("an option without its value", ["-w"], ["stats", "-w"]),
    ("an unknown key", ["'colour'", "help keys"], ["set", "lfring0", "colour", "7"]),
    ("a misspelt key", ["'ratee'", "is rate meant"], ["set", "ratee", "50"]),
    ("a misspelt key after a name", ["'ratee'", "rate"], ["set", "lfring0", "ratee", "50"]),
    ("a misspelt key before a negative number", ["'ratee'"], ["set", "ratee", "-5"]),
    ("a missing value", ["value of rate is missing"], ["set", "lfring0", "rate"]),
    ("a missing value without a name", ["value of rate is missing"], ["set", "rate"]),
    ("a key given twice", ["rate", "twice"], ["set", "rate", "1", "rate", "2"]),
    ("a name given twice", ["name", "twice"], ["set", "a", "name", "b", "rate", "1"]),
    ("set without a key", ["KEY VALUE", "help keys"], ["set", "lfring0"]),
    ("a negative number", ["producers", "'-1'", "negative"], ["add", "producers", "-1"]),
    ("a negative rate", ["rate", "'-5'", "negative"], ["add", "rate", "-5"]),
    ("no number", ["rate", "'abc'", "12.5"], ["add", "rate", "abc"]),
    ("an exponent", ["rate", "'1e9'", "not a number"], ["add", "rate", "1e9"]),
    ("hexadecimal", ["producers", "'0x10'"], ["add", "producers", "0x10"]),
    ("an empty number", ["producers", "''"], ["add", "producers", ""]),
    ("a fraction of a whole number", ["producers", "1.5", "whole"], ["add", "producers", "1.5"]),
    ("too many decimals", ["rate", "3 decimals"], ["add", "rate", "1.2345"]),
    ("a number beyond 32 bits", ["ring_size", "4294967295"], ["add", "ring_size", "4294967296"]),
    ("a number beyond 64 bits", ["ring_size", "too large"], ["add", "ring_size", "9" * 40]),
    ("a rate beyond 32 bits of kbit/s", ["rate", "4294967.295"], ["add", "rate", "4294967.296"]),
    ("an unknown enum value", ["wake", "'never'", "timer, watermark, both"],
     ["add", "wake", "never"]),
    ("an enum value by number", ["wake", "'1'", "timer"], ["add", "wake", "1"]),
    ("a name that is a key", ["'rate'", "key"], ["add", "name", "rate"]),
    ("run with a name that is a key", ["'rate'", "key"], ["run", "name", "rate"]),
    ("an empty name", ["name", "empty"], ["start", ""]),
    ("a name that is too long", ["n" * 32, "31"], ["add", "n" * 32]),
    ("two names", ["start", "'b'"], ["start", "a", "b"]),
    ("an argument where none belongs", ["version", "'x'"], ["version", "x"]),
    ("time 0 between looks", ["--watch"], ["stats", "-w", "0"]),
    ("negative time between looks", ["--watch", "negative"], ["stats", "-w", "-1"]),
    ("no number of looks", ["--count", "'x'"], ["stats", "-c", "x"]),
    ("0 looks", ["--count"], ["stats", "--count", "0"]),
    ("no number as tolerance", ["tolerance", "'x'"], ["run", "tolerance", "x"]),
    ("tolerance given twice", ["tolerance", "twice"],
     ["run", "tolerance", "1", "tolerance", "2"]),
    ("tolerance where it does not belong", ["'tolerance'"],
     ["set", "lfring0", "tolerance", "1"]),
    ("help for what there is not", ["'nothing'"], ["help", "nothing"]),
]


def case_mistakes(harness):
    for name, words, args in MISTAKES:
        harness.kernel.requests.clear()
        harness.check_error(f"{name} is refused", 2, words, *args)
        if harness.kernel.requests:
            harness.check(False, f"{name} does not get to the kernel", harness.kernel.requests)


def asked(harness, *args):
    """What the kernel is asked to change by these arguments."""
    harness.kernel.requests.clear()
    result = harness.run(*args)
    return harness.kernel.requests, result


def case_understood(harness):
    """What is said in different ways means the same, and arrives in the kernel's units."""
    harness.kernel.add("lfring0", producers=1)
    harness.kernel.add("rate")
    cases = [
        ("a name and keys", ["set", "lfring0", "rate", "12.5", "wake", "timer"],
         ("pipeline-set", {"name": "lfring0", "rate": 12500, "wake": 0})),
        ("keys without a name", ["set", "rate", "0.001"],
         ("pipeline-set", {"name": "lfring0", "rate": 1})),
        ("thousandths of the multiplier", ["set", "size_multiplier", "1.25"],
         ("pipeline-set", {"name": "lfring0", "size_multiplier": 1250})),
        ("an abbreviated command", ["res"], ("pipeline-reset", {"name": "lfring0"})),
        ("a key's name as a name", ["stop", "rate"], ("pipeline-stop", {"name": "rate"})),
        ("a key's name after 'name'", ["set", "name", "rate", "rate", "7"],
         ("pipeline-set", {"name": "rate", "rate": 7000})),
        ("options after the arguments", ["stop", "lfring0", "-j"],
         ("pipeline-stop", {"name": "lfring0"})),
        ("a new pipeline", ["add", "x", "producers", "3"],
         ("pipeline-add", {"name": "x", "producers": 3})),
        ("the end of a pipeline", ["del", "x"], ("pipeline-del", {"name": "x"})),
        ("start", ["start"], ("pipeline-start", {"name": "lfring0"})),
    ]
    for name, args, wanted in cases:
        requests, result = asked(harness, *args)
        harness.check(requests == [wanted] and result.status == 0 and not result.out and
                      not result.err, f"{name} is understood", f"{requests}\n{result}")
    every = {one["name"]: 1 for one in harness.spec.sets["pipeline"]
             if one["name"] in harness.kernel.pipelines["lfring0"].config}
    args = []
    for one in harness.spec.sets["pipeline"]:
        if one["name"] in every:
            value = harness.spec.enums[one["enum"]][1] if "enum" in one else "1"
            if one["name"] in ("rate", "size_multiplier"):
                value = "0.001"
            args += [one["name"], value]
    requests, result = asked(harness, "add", "all", *args)
    harness.check(requests == [("pipeline-add", {"name": "all", **every})] and not result.status,
                  "every key of the specification can be given", f"{requests}\n{result}")


def case_help(harness):
    for args in (["--help"], ["-h"], ["help"], ["stats", "--help"], ["run", "-h"], ["help", "run"],
                 ["help", "keys"], ["help", "commands"]):
        result = harness.run(*args)
        harness.check(result.status == 0 and result.out and not result.err,
                      f"'{' '.join(args)}' goes to the standard output", result)
    result = harness.run("-V")
    harness.check(result.status == 0 and result.out.startswith("lfringctl "), "-V tells a version",
                  result)
