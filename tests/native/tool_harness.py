# SPDX-License-Identifier: GPL-2.0
"""How the tests of lfringctl call it and say what they found."""

import json
import os
import pty
import select
import subprocess
import tempfile
import time

from tool_kernel import Kernel
from tool_netlink import Spec

TOP = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
LIMIT = 60


class Result:
    """What a call of the tool came to."""

    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    def json(self):
        return json.loads(self.out)

    def __str__(self):
        return f"status {self.status}\nout: {self.out[:4000]}\nerr: {self.err[:4000]}"


class Harness:
    """A stand-in for the kernel, the tool, and a count of failures."""

    def __init__(self, tool):
        self.tool = os.path.abspath(tool)
        self.dir = tempfile.TemporaryDirectory(prefix="lfring-tool.")
        path = os.path.join(self.dir.name, "kernel")
        self.spec = Spec(os.path.join(TOP, "kmod/uapi/lfring.yaml"))
        self.kernel = Kernel(self.spec, path)
        self.env = {**os.environ, "LFRING_TEST_KERNEL": path, "TZ": "UTC", "LC_ALL": "C.UTF-8",
                    "ASAN_OPTIONS": "exitcode=99", "UBSAN_OPTIONS": "halt_on_error=1:exitcode=99"}
        self.env.pop("LFRING_TEST_VERSION", None)
        self.passed = self.failed = 0

    def start(self, *args, **options):
        """The tool as a process whose output is read through pipes."""
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True,
                   "errors": "surrogateescape", "env": self.env, **options}
        return subprocess.Popen([self.tool, *args], stdin=subprocess.DEVNULL, **options)

    def end(self, process):
        """Waits for it."""
        try:
            out, err = process.communicate(timeout=LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            err += "\n(killed, it did not end)"
        return Result(process.returncode, out or "", err or "")

    def run(self, *args, **options):
        return self.end(self.start(*args, **options))

    def terminal(self, *args, keys=b"", when=b"", rows=24, columns=80):
        """The tool on a terminal; keys are typed once when has appeared."""
        pid, fd = pty.fork()
        if pid == 0:
            os.execve(self.tool, [self.tool, *args], self.env)
        import fcntl, struct, termios
        fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        out, deadline = b"", time.monotonic() + LIMIT
        while time.monotonic() < deadline:
            if not select.select([fd], [], [], 1)[0]:
                continue
            try:
                data = os.read(fd, 65536)
            except OSError:
                break
            if not data:
                break
            out += data
            if keys and when in out:
                os.write(fd, keys)
                keys = b""
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        os.close(fd)
        return Result(status, out.decode(errors="replace"), "")

    def check(self, good, name, why=""):
        """Says whether a test passed."""
        if good:
            self.passed += 1
            print(f"ok - tool: {name}", flush=True)
        else:
            self.failed += 1
            for line in str(why).splitlines():
                print("#", line)
            print(f"not ok - tool: {name}", flush=True)
        return good

    def one_line(self, result, status, *words):
        """Whether it failed with this status and one line that has these words."""
        lines = result.err.splitlines()
        return (result.status == status and not result.out and len(lines) == 1 and
                lines[0].startswith("lfringctl: ") and all(w in lines[0] for w in words))

    def check_error(self, name, status, words, *args, **options):
        """The tool called like that fails as one_line() has it."""
        result = self.run(*args, **options)
        return self.check(self.one_line(result, status, *words), name,
                          f"{' '.join(args)}: wanted {status} and {words}\n{result}")

    def until(self, condition, seconds=20):
        """Waits for something to become true."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.01)
        return True
