# SPDX-License-Identifier: GPL-2.0
"""Specification, tool, manual page and completion list the same things in the same order."""

import os
import re
import subprocess

from tool_harness import TOP

MAN = os.path.join(TOP, "tools/man/lfringctl.8")
COMPLETION = os.path.join(TOP, "tools/completion/lfringctl")


def man_section(title):
    with open(MAN, encoding="utf-8") as file:
        text = file.read()
    return re.search(rf"^\.S[hs] {title}\n(.*?)(?=^\.S[hs] |\Z)", text, re.S | re.M).group(1)


def spec_keys(spec):
    """What can be set, from the operation that sets it."""
    names = spec.ops["pipeline-set"]["do"]["request"]["attributes"]
    return [n for n in names if n != "name"]


def tool_keys(harness):
    return harness.run("-j", "help", "keys").json()


def complete(harness, *words):
    """What bash offers for the last of the words."""
    script = (f'. "{COMPLETION}"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
              '_lfringctl; printf "%s\\n" "${COMPREPLY[@]}"')
    result = subprocess.run(["bash", "--norc", "-c", script, "bash", harness.tool, *words],
                            env=harness.env, capture_output=True, text=True, timeout=60)
    return sorted(result.stdout.split()) + result.stderr.splitlines()


def same(harness, name, left, right):
    """Two lists are the same, and the comparison notices when one name is not."""
    harness.check(left == right and len(left) > 0, name, f"{left}\n{right}")


def case_keys(harness):
    spec, keys = spec_keys(harness.spec), tool_keys(harness)
    names = [k["key"] for k in keys]
    same(harness, "keys of tool and specification agree", names, spec)
    harness.check(names != spec[:-1] + ["other"], "a key by another name would be noticed")
    text = harness.run("help", "keys").out
    same(harness, "keys listed as text and as JSON agree",
         [line.split()[0] for line in text.splitlines()], names)
    manual = re.findall(r"^\.It Cm (\S+)(?: Pq (\S+))?$", man_section("KEYS"), re.M)
    same(harness, "keys of tool and manual page agree", [m[0] for m in manual], names)
    same(harness, "units of tool and manual page agree", [m[1] for m in manual],
         [k.get("unit", "") for k in keys])
    attrs = {a["name"]: a for a in harness.spec.sets["pipeline"]}
    same(harness, "enum values of tool and specification agree",
         [k.get("values") for k in keys],
         [harness.spec.enums[attrs[n]["enum"]] if "enum" in attrs[n] else None for n in spec])
    items = re.split(r"^\.It Cm (\S+).*$", man_section("KEYS"), flags=re.M)
    described = dict(zip(items[1::2], items[2::2]))
    for key in keys:
        if "values" in key:
            missing = [v for v in key["values"] if not re.search(rf"\b{v}\b", described[key["key"]])]
            harness.check(not missing, f"the manual page has all values of {key['key']}", missing)


def case_commands(harness):
    commands = harness.run("help", "commands").out.split()
    usage = re.findall(r"^  ([a-z]+) ", harness.run("help").out, re.M)
    same(harness, "commands in help agree", usage, commands)
    with open(MAN, encoding="utf-8") as file:
        text = file.read()
    synopsis = re.search(r"^\.Sh SYNOPSIS\n(.*?)^\.Sh", text, re.S | re.M).group(1)
    same(harness, "commands of tool and synopsis agree",
         re.findall(r"^\.Nm\n\.Cm (\S+)$", synopsis, re.M), commands)
    same(harness, "commands of tool and manual page agree",
         re.findall(r"^\.It Cm (\S+)$", man_section("Commands"), re.M), commands)
    for command in commands:
        shown = re.findall(r"^  -([a-z]), --([a-z]+)", harness.run("help", command).out, re.M)
        part = re.search(rf"^\.It Cm {command}$(.*?)(?=^\.It Cm |\Z)", man_section("Commands"),
                         re.S | re.M).group(1)
        manual = re.findall(r"^\.It Fl ([a-z]) , Fl -([a-z]+)", part, re.M)
        if shown or manual:
            same(harness, f"options of {command} in help and manual page agree", shown, manual)


def case_attributes(harness):
    """What the kernel tells arrives under the specification's names."""
    harness.kernel.add("lfring0", producers=1, rate=5000).state = 1
    show = harness.run("-j", "show").json()[0]
    same(harness, "show has the attributes of the specification", list(show),
         [a["name"] for a in harness.spec.sets["pipeline"]])
    stats = harness.run("-j", "stats").json()[0]
    added = {"run_seconds", "target_mbps", "rate_mbps", "producers", "shards", "identities"}

    def spec_names(name):
        return [a["name"] for a in harness.spec.sets[name] if a["type"] != "pad"]

    same(harness, "stats has the attributes of the specification",
         [n for n in stats if n not in added], spec_names("stats"))
    for nest in ("drops", "ring", "window", "pool"):
        same(harness, f"stats has all of {nest}", [n for n in stats[nest] if n not in added],
             spec_names(nest))
    same(harness, "stats has all of each producer",
         ["name"] + [n for n in stats["producers"][0] if n not in added], spec_names("producer"))
    same(harness, "stats has all of each shard", ["name"] + list(stats["ring"]["shards"][0]),
         spec_names("shard"))


def case_release(harness):
    """Tool and module are of one release, else the tool would warn of what nobody can help."""
    with open(os.path.join(TOP, "kmod/control/module.c"), encoding="utf-8") as file:
        module = re.findall(r'MODULE_VERSION\("(.*?)"\)', file.read())
    own = harness.run("-V").out.split()[1].split("-")[0]
    same(harness, "tool and module are of one release", [own], module)


def case_manual(harness):
    result = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", MAN], capture_output=True,
                            text=True, timeout=60) if have("mandoc") else None
    if result is None:
        print("ok - tool: mandoc has nothing to say # SKIP no mandoc here", flush=True)
        return
    # What the machine's index of pages lacks is not the page's fault.
    said = [line for line in (result.stdout + result.stderr).splitlines() if "mandoc.db" not in line]
    harness.check(not said, "mandoc has nothing to say", "\n".join(said))
    broken = subprocess.run(["mandoc", "-T", "lint", "-W", "warning"], text=True, timeout=60,
                            input=".Dd x\n.Sh NAME\n.Bl\n", capture_output=True)
    harness.check(broken.stdout, "mandoc would find something")


def have(program):
    return any(os.access(os.path.join(d, program), os.X_OK)
               for d in os.environ.get("PATH", "").split(":"))


def case_completion(harness):
    harness.kernel.add("lfring0")
    harness.kernel.add("video")
    names, keys = ["lfring0", "video"], spec_keys(harness.spec)
    commands = harness.run("help", "commands").out.split()
    cases = [
        ("commands", [""], commands),
        ("commands by their beginning", ["sta"], ["start", "stats"]),
        ("commands after an option", ["-j", "mon"], ["monitor"]),
        ("names", ["show", ""], names),
        ("one name only", ["show", "video", ""], []),
        ("names after an option", ["stats", "-o", "v"], ["video"]),
        ("keys and names", ["set", ""], names + keys),
        ("keys after a name", ["set", "video", ""], keys),
        ("keys by their beginning", ["set", "video", "back"], ["backoff_us"]),
        ("keys not yet given", ["set", "rate", "5", "ra"], []),
        ("keys after a pair", ["set", "lfring0", "rate", "5", "wa"], ["wake", "watermark"]),
        ("values of an enum", ["set", "video", "wake", ""], ["timer", "watermark", "both"]),
        ("values without a name", ["set", "full", "b"], ["backoff", "block"]),
        ("nothing for a number", ["set", "video", "rate", ""], []),
        ("tolerance for run", ["run", "video", "tol"], ["tolerance"]),
        ("no tolerance for set", ["set", "video", "tol"], []),
        ("options of a command", ["stats", "--w"], ["--watch"]),
        ("global options", ["--j"], ["--json"]),
        ("nothing where nothing is taken", ["version", ""], []),
        ("topics of help", ["help", "k"], ["keys"]),
        ("nothing where no module lists it", ["bench", ""], []),
    ]
    for name, words, wanted in cases:
        got = complete(harness, *words)
        harness.check(got == sorted(wanted), f"completion offers {name}", f"{got}\n{wanted}")
    harness.kernel.loaded = False
    got = complete(harness, "show", "")
    harness.check(got == [], "completion is silent without the module", got)
