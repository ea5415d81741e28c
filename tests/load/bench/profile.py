"""Where the time of one page goes: by process, by sampled function, and by counted instructions."""

import pathlib
import re
import shutil
import subprocess
import threading
import time

from support import install

from . import drive

TOP = 25
# What is on the way to everything, and the second time round of what calls itself: neither says where the time goes.
FRAME = re.compile(r"'\d+$|^(<?tokio|<?hyper|<?tower|<?axum|<?futures|<?tracing|<F as axum|core::ops::function|std::|\./|\(below|start_thread|clone)")


def by_part(world, load, seconds=6):
    """Whose processor time a request takes."""
    load.run(32, 2, 0)
    before = drive.cpu(world, load.server)
    said = load.run(32, seconds, 0)
    after = drive.cpu(world, load.server)
    print(f"\n{said['requests'] * 1e6 / said['microseconds']:,.0f} requests a second; processor time of one:")
    for part in after:
        print(f"  {(after[part] - before[part]) * 1e6 / said['requests']:7.0f} µs  {part}")


def by_sampling(load, seconds=8):
    """The functions of the server's process that the processor was found in, with the kernel's."""
    if not shutil.which("perf"):
        print("\n(perf is not installed: no samples)")
        return
    record = load.file.with_suffix(".perf")
    beside = threading.Thread(target=load.run, args=(32, seconds + 2, 0))
    beside.start()
    time.sleep(1)
    command = ["perf", "record", "-q", "-e", "cpu-clock", "-F", "1999", "-p", load.server.process.pid, "-o", record, "--", "sleep", seconds]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    beside.join()
    if done.returncode:
        print(f"\n(perf does not work here: {done.stderr.strip()[:200]})")
        return
    for title, key in (("function", "symbol"), ("object", "dso")):
        command = ["perf", "report", "-i", record, "--stdio", "--no-children", "-s", key, "-g", "none", "--percent-limit", "0.3"]
        told = subprocess.run([str(part) for part in command], capture_output=True, text=True).stdout
        lines = [line.rstrip() for line in told.splitlines() if re.match(r"\s+\d", line)]
        print(f"\nsampled, by {title} (self)")
        print("\n".join(lines[: TOP if key == "symbol" else 6]))


def by_counting(world, data, make_load, sessions, requests=400):
    """Instructions under callgrind, with those of everything a function calls."""
    out = world.folder / "callgrind.out"
    wrapper = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", "--instr-atstart=no", "--dump-line=no", "--separate-threads=no"]
    server = world.serve(data, wrapper=wrapper)
    load = make_load("home-callgrind", server, data, sessions)
    load.check(300)
    control(server, "-i", "on")
    load.check(requests)
    control(server, "-i", "off")
    control(server, "-d")
    server.stop()
    dumps = sorted(world.folder.glob("callgrind.out*"), key=lambda path: path.stat().st_size)
    if not dumps:
        raise install.Missing("callgrind wrote nothing")
    for title, options in (("with what it calls", ["--inclusive=yes"]), ("itself", ["--inclusive=no"])):
        command = ["callgrind_annotate", *options, "--threshold=100", "--auto=no", str(dumps[-1])]
        told = subprocess.run(command, capture_output=True, text=True).stdout
        rows = re.findall(r"^\s*([\d,]+) \(\s*([\d.]+)%\)\s+(.*)$", told, re.M)
        print(f"\ncounted, a function {title} (thousand instructions a request)")
        shown = 0
        for count, percent, where in rows:
            name = tidy(where)
            if shown >= TOP or "PROGRAM TOTALS" in where or FRAME.search(name):
                continue
            shown += 1
            print(f"  {int(count.replace(',', '')) / requests / 1000:8.1f}  {percent:>6}%  {name}")
    keep = pathlib.Path("/tmp") / "forecourt-callgrind.out"
    shutil.copy(dumps[-1], keep)
    print(f"\nall of it: {keep} (kcachegrind, callgrind_annotate)")


def control(server, *what):
    subprocess.run(["callgrind_control", *what, str(server.process.pid)], check=True, capture_output=True)


def tidy(where):
    where = re.sub(r" \[[^\]]*\]$", "", where.strip())
    where = where.removeprefix("???:")
    where = re.sub(r"::h[0-9a-f]{16}\b", "", where)
    return where[:150]
