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


def flow_keys(spec):
    """What can be given when a flow is added: a field is one word, and the protocol is said."""
    names = spec.ops["flow-add"]["do"]["request"]["attributes"]
    return ["proto"] + [n for n in names if n != "name" and not n.startswith("seq_")]


def tool_keys(harness, *group):
    return harness.run("-j", "help", *group, "keys").json()


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


def check_keys(harness, group, wanted, set_name, title):
    """Keys are the same everywhere, with their units and values."""
    kind = " ".join([*group, "keys"])
    keys = tool_keys(harness, *group)
    names = [k["key"] for k in keys]
    same(harness, f"{kind} of tool and specification agree", names, wanted)
    harness.check(names != wanted[:-1] + ["other"], f"of {kind} one by another name is noticed")
    text = harness.run("help", *group, "keys").out
    same(harness, f"{kind} listed as text and as JSON agree",
         [line.split()[0] for line in text.splitlines()], names)
    manual = re.findall(r"^\.It Cm (\S+)(?: Pq (\S+))?$", man_section(title), re.M)
    same(harness, f"{kind} of tool and manual page agree", [m[0] for m in manual], names)
    same(harness, f"units of {kind} in tool and manual page agree", [m[1] for m in manual],
         [k.get("unit", "") for k in keys])
    attrs = {a["name"]: a for a in harness.spec.sets[set_name]}
    plain = [k for k in keys if k["key"] not in ("proto", "seq")]
    same(harness, f"enum values of {kind} in tool and specification agree",
         [k.get("values") for k in plain],
         [harness.spec.enums[a["enum"]] if "enum" in a else None
          for a in (attrs[k["key"]] for k in plain)])
    items = re.split(r"^\.It Cm (\S+).*$", man_section(title), flags=re.M)
    described = dict(zip(items[1::2], items[2::2]))
    for key in keys:
        if "values" in key:
            missing = [v for v in key["values"] if not re.search(rf"\b{v}\b", described[key["key"]])]
            harness.check(not missing, f"the manual page has all values of {key['key']}", missing)
    return described


def case_keys(harness):
    check_keys(harness, [], spec_keys(harness.spec), "pipeline", "KEYS")
    described = check_keys(harness, ["flow"], flow_keys(harness.spec), "flow", "FLOW KEYS")
    line = next(x for x in harness.run("help", "flow", "keys").out.splitlines() if x[:4] == "seq ")
    values = line.split()[1].split("|")
    enum = harness.spec.enums["flow-seq"]
    same(harness, "kinds of sequence numbers of tool and specification agree",
         [v for v in values if "@" not in v], [v for v in enum if v != "field"])
    bits = [f"{o}{b}@OFF" for o in harness.spec.enums["flow-order"] for b in (8, 16, 32, 64)]
    same(harness, "fields are of the orders of the specification",
         [v for v in values if "@" in v], [b for b in bits if b != "le8@OFF"])
    same(harness, "the manual page has all of them",
         [v.replace("OFF", "") for v in values],
         re.findall(r"^\.Cm ((?:[a-z]+|[a-z]+\d+@))(?: |$)", described["seq"], re.M))


def sub_commands(harness, text):
    """The commands of flow in help, and in the synopsis and the manual page."""
    commands = harness.run("help", "flow", "commands").out.split()
    same(harness, "commands in help of flow agree",
         re.findall(r"^  ([a-z]+) ", harness.run("help", "flow").out, re.M), commands)
    same(harness, "flow commands of tool and synopsis agree",
         re.findall(r"^\.Nm\n\.Cm flow (\S+)$", text, re.M), commands)
    same(harness, "flow commands of tool and manual page agree",
         re.findall(r"^\.It Cm flow (\S+)$", man_section("FLOWS"), re.M), commands)
    same(harness, "flow commands have operations of the specification",
         sorted(f"flow-{c}" for c in commands if c not in ("show", "stats")),
         sorted(o for o in harness.spec.ops if re.match(r"flow-[a-z]+$", o) and o != "flow-get"))
    return [["flow", c] for c in commands]


def case_commands(harness):
    commands = harness.run("help", "commands").out.split()
    usage = re.findall(r"^  ([a-z]+) ", harness.run("help").out, re.M)
    same(harness, "commands in help agree", usage, commands)
    with open(MAN, encoding="utf-8") as file:
        text = file.read()
    synopsis = re.search(r"^\.Sh SYNOPSIS\n(.*?)^\.Sh", text, re.S | re.M).group(1)
    same(harness, "commands of tool and synopsis agree",
         list(dict.fromkeys(re.findall(r"^\.Nm\n\.Cm (\S+)(?: \S+)?$", synopsis, re.M))), commands)
    same(harness, "commands of tool and manual page agree",
         re.findall(r"^\.It Cm (\S+)$", man_section("Commands"), re.M), commands)
    for words in [[c] for c in commands] + sub_commands(harness, synopsis):
        command = " ".join(words)
        shown = re.findall(r"^  -([a-z]), --([a-z]+)", harness.run("help", *words).out, re.M)
        section = man_section("FLOWS" if words[1:] else "Commands")
        part = re.search(rf"^\.It Cm {command}$(.*?)(?=^\.It Cm |\Z)", section,
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
    for nest in ("drops", "ring", "window", "pool", "readers"):
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
    harness.kernel.add_flow("cam", dev=["eth0"], dport=1, seq=1)
    harness.kernel.add_flow("mic", dev=["eth0"], dport=2, seq=1)
    commands = harness.run("help", "commands").out.split()
    flow_commands = harness.run("help", "flow", "commands").out.split()
    adds = flow_keys(harness.spec)
    sets = harness.spec.ops["flow-set"]["do"]["request"]["attributes"][1:]
    fields = ["be8@", "be16@", "be32@", "be64@", "le16@", "le32@", "le64@"]
    devices = os.listdir("/sys/class/net")
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
        ("what can be read", ["read", ""], names + ["cam", "mic", "flow", "pipeline"]),
        ("what can be read after an option", ["read", "-w", "x", "c"], ["cam"]),
        ("flows to read", ["read", "-c", "5", "flow", ""], ["cam", "mic"]),
        ("pipelines to read", ["read", "pipeline", ""], names),
        ("one source only", ["read", "cam", ""], []),
        ("nothing for a count", ["read", "cam", "-c", ""], []),
        ("files to write", ["read", "cam", "-w", MAN[:-3]], [MAN]),
        ("files to read", ["read", MAN[:-3]], [MAN]),
        ("options of read", ["read", "--w"], ["--write"]),
        ("commands of flows", ["flow", ""], flow_commands),
        ("commands of flows by their beginning", ["-j", "fl", "s"], ["show", "stats", "set"]),
        ("names of flows", ["flow", "show", ""], ["cam", "mic"]),
        ("one flow only", ["flow", "del", "cam", ""], []),
        ("flows to watch", ["flow", "stats", "-j", "m"], ["mic"]),
        ("flows to change", ["flow", "set", ""], ["cam", "mic"]),
        ("no name for a new flow", ["flow", "add", ""], []),
        ("keys of a new flow", ["flow", "add", "x", ""], adds),
        ("keys that can change", ["flow", "set", "cam", ""], sets),
        ("devices", ["flow", "add", "x", "dev", ""], devices),
        ("a second device", ["flow", "add", "x", "dev", "lo", "d"], ["dev", "dst", "dport"]),
        ("ports only once", ["flow", "add", "x", "dport", "5", "dp"], []),
        ("kinds of sequence numbers", ["flow", "add", "x", "seq", ""],
         ["rtp", "srt", "pktgen", *fields]),
        ("modes", ["flow", "set", "cam", "mode", ""], ["observe", "reorder", "merge"]),
        ("the protocol", ["flow", "add", "x", "proto", ""], ["udp"]),
        ("nothing for an address", ["flow", "add", "x", "src", ""], []),
        ("options of a flow command", ["flow", "stats", "--w"], ["--watch"]),
        ("options of flow", ["flow", "--j"], ["--json"]),
        ("help for flow", ["help", "fl"], ["flow"]),
        ("help for flow commands", ["help", "flow", "fl"], ["flush"]),
    ]
    for name, words, wanted in cases:
        got = complete(harness, *words)
        harness.check(got == sorted(wanted), f"completion offers {name}", f"{got}\n{wanted}")
    harness.kernel.loaded = False
    for words in (["show", ""], ["flow", "show", ""]):
        got = complete(harness, *words)
        harness.check(got == [], f"completion of {words} is silent without the module", got)
