# SPDX-License-Identifier: GPL-2.0
"""Netlink messages of the lfring family, made and read by kmod/uapi/lfring.yaml alone."""

import errno
import struct

import yaml

NLMSG_ERROR, NLMSG_DONE = 2, 3
NLM_F_REQUEST, NLM_F_MULTI, NLM_F_ACK, NLM_F_DUMP_INTR = 1, 2, 4, 0x10
NLM_F_DUMP = 0x300
NLM_F_CAPPED, NLM_F_ACK_TLVS = 0x100, 0x200
GENL_ID_CTRL, CTRL_CMD_NEWFAMILY, CTRL_CMD_DELFAMILY, CTRL_CMD_GETFAMILY = 16, 1, 2, 3
ERR_MSG, ERR_OFFS, ERR_POLICY, ERR_MISS_TYPE = 1, 2, 4, 5
POLICY_TYPE, POLICY_MIN_U, POLICY_MAX_U, POLICY_MAX_LEN = 1, 4, 5, 7
HDRLEN, GENL_HDRLEN = 16, 4


def attr(number, data):
    """One attribute, padded."""
    if isinstance(data, str):
        data = data.encode() + b"\0"
    out = struct.pack("=HH", 4 + len(data), number) + data
    return out + bytes(-len(out) % 4)


def u16(val):
    return struct.pack("=H", val)


def u32(val):
    return struct.pack("=I", val)


def u64(val):
    return struct.pack("=Q", val)


def message(kind, flags, seq, payload):
    return struct.pack("=IHHII", HDRLEN + len(payload), kind, flags, seq, 0) + payload + bytes(
        -len(payload) % 4)


def genl(kind, flags, seq, cmd, attrs, version=1):
    return message(kind, flags, seq, struct.pack("=BBH", cmd, version, 0) + attrs)


def split_attrs(data):
    """Attributes as (number, content, offset in data)."""
    found, at = [], 0
    while at + 4 <= len(data):
        length, number = struct.unpack_from("=HH", data, at)
        if length < 4 or at + length > len(data):
            raise ValueError("bad attribute")
        found.append((number & 0x3fff, data[at + 4:at + length], at))
        at += (length + 3) & ~3
    return found


class Refusal(Exception):
    """A request is refused, with what the kernel would say besides the number."""

    def __init__(self, code, text=None, offset=None, policy=None, missing=None, capped=True):
        super().__init__(text)
        self.code, self.capped = code, capped
        self.attrs = b""
        if text is not None:
            self.attrs += attr(ERR_MSG, text)
        if offset is not None:
            self.attrs += attr(ERR_OFFS, u32(offset))
        if policy is not None:
            self.attrs += attr(ERR_POLICY, policy)
        if missing is not None:
            self.attrs += attr(ERR_MISS_TYPE, u32(missing))


def policy_range(low, high):
    return attr(POLICY_TYPE, u32(4)) + attr(POLICY_MIN_U, u64(low)) + attr(POLICY_MAX_U, u64(high))


def error(request, seq, code, attrs=b"", capped=True):
    """The answer that ends a request; code 0 is an acknowledgement."""
    body = struct.pack("=i", -code) + (request[:HDRLEN] if capped else request)
    body += bytes(-len(body) % 4)
    flags = (NLM_F_CAPPED if capped else 0) | (NLM_F_ACK_TLVS if attrs else 0)
    return message(NLMSG_ERROR, flags, seq, body + attrs)


def done(seq, code=0, attrs=b"", flags=0):
    """The end of a dump."""
    return message(NLMSG_DONE, NLM_F_MULTI | flags | (NLM_F_ACK_TLVS if attrs else 0), seq,
                   struct.pack("=i", -code) + attrs)


class Spec:
    """The family as the YAML file has it."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.yaml = yaml.safe_load(file)
        self.enums = {}
        for one in self.yaml["definitions"]:
            if one["type"] == "enum":
                self.enums[one["name"]] = [e["name"] if isinstance(e, dict) else e
                                           for e in one["entries"]]
        self.sets = {s["name"]: list(s["attributes"]) for s in self.yaml["attribute-sets"]}
        self.ops = {}
        for number, oper in enumerate(self.yaml["operations"]["list"], 1):
            oper["number"] = number
            if "notify" in oper:
                origin = next(o for o in self.yaml["operations"]["list"]
                              if o["name"] == oper["notify"])
                oper["attribute-set"] = origin["attribute-set"]
            self.ops[oper["name"]] = oper
        self.by_number = {o["number"]: o for o in self.ops.values()}

    def number(self, set_name, name):
        return next(i for i, a in enumerate(self.sets[set_name], 1) if a["name"] == name)

    def content(self, one, val):
        """What is in an attribute of that value."""
        if one["type"] == "nest":
            return self.encode(one["nested-attributes"],
                               {"bucket": val} if isinstance(val, list) else val)
        if one["type"] in ("string", "binary"):
            return val
        return {"u16": u16, "u32": u32, "u64": u64}[one["type"]](val)

    def encode(self, set_name, values):
        """Attributes from a dictionary, in the order of the set."""
        out = b""
        for number, one in enumerate(self.sets[set_name], 1):
            if one["name"] not in values:
                continue
            val = values[one["name"]]
            if "enum" in one and isinstance(val, str):
                val = self.enums[one["enum"]].index(val)
            # A list that is not of repeated attributes stands for the one such in a nest.
            repeated = isinstance(val, list) and one.get("multi-attr")
            for each in val if repeated else [val]:
                out += attr(number, self.content(one, each))
        return out

    def decode(self, set_name, data):
        """A request's attributes by name, numbers for enums, and where each of them is."""
        values, offsets = {}, {}
        for number, content, offset in split_attrs(data):
            offset += HDRLEN + GENL_HDRLEN
            if not 1 <= number <= len(self.sets[set_name]):
                raise Refusal(errno.EINVAL, "Unknown attribute type", offset)
            one = self.sets[set_name][number - 1]
            repeated = one.get("multi-attr")
            if one["name"] in values and not repeated:
                raise Refusal(errno.EINVAL, "Duplicate attribute", offset)
            offsets[one["name"]] = offset
            size = {"u16": 2, "u32": 4}.get(one["type"])
            if one["type"] == "string":
                val = content.rstrip(b"\0").decode("utf-8", "surrogateescape")
            elif one["type"] == "binary":
                val = content
            elif len(content) == size:
                val = struct.unpack({2: "=H", 4: "=I"}[size], content)[0]
            else:
                raise Refusal(errno.EINVAL, "Invalid attribute length", offset)
            if repeated:
                values.setdefault(one["name"], []).append(val)
            else:
                values[one["name"]] = val
        return values, offsets
