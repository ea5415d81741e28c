"""Requests, and what comes of them: wrk's numbers, the processors' time, statements and Redis commands."""

import collections
import html
import http.client
import json
import os
import pathlib
import re
import statistics
import subprocess
import time

from support import install

HERE = pathlib.Path(__file__).resolve().parent.parent
TICK = os.sysconf("SC_CLK_TCK")
FORM = "application/x-www-form-urlencoded"


class Request:
    def __init__(self, path, host, headers=None, method="GET", body="", expect=()):
        self.path, self.host, self.headers, self.method, self.body = path, host, headers or {}, method, body
        # What the right answer holds, to be looked for in samples.
        self.expect = expect

    def bytes(self):
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {self.host}", *(f"{name}: {value}" for name, value in self.headers.items())]
        if self.method == "POST":
            lines += [f"Content-Type: {FORM}", f"Content-Length: {len(self.body)}"]
        return ("\r\n".join(lines) + "\r\n\r\n" + self.body).encode()

    def send(self, connection):
        headers = {"Host": self.host, **self.headers}
        if self.method == "POST":
            headers["Content-Type"] = FORM
        connection.request(self.method, self.path, self.body or None, headers)
        answer = connection.getresponse()
        return answer.status, answer.getheaders(), answer.read()


def post(path, host, headers, **fields):
    return Request(path, host, headers, "POST", "&".join(f"{name}={value}" for name, value in fields.items()))


class Load:
    """The requests of one job to one server."""

    # Of all loads: what was not answered as it should have been, with what the server said of it.
    refusals = []

    def __init__(self, folder, name, server, requests, status=200):
        self.name, self.server, self.requests, self.status = name, server, requests, status
        self.file = folder / f"{name}.requests"
        with self.file.open("wb") as file:
            for request in requests:
                raw = request.bytes()
                file.write(b"%d\n" % len(raw) + raw)

    def run(self, connections, seconds, position):
        """One round; `position` (0 to 1) says where in the file it begins."""
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", HERE / "requests.lua", self.server.url, "--", self.file]
        done = subprocess.run([*map(str, command), str(int(position * len(self.requests)))], capture_output=True, text=True)
        found = re.search(r"^JSON (.*)$", done.stdout, re.M)
        if not found:
            raise install.Missing(f"wrk: {done.stdout}{done.stderr}")
        said = json.loads(found.group(1))
        if said["refused"] or said["broken"]:
            self.refusals.append(f"{self.name}: of {said['requests']:,} requests {said['refused']} refused, {said['broken']} broken")
            self.refusals += self.server.complaints()[-6:]
        return said

    def check(self, samples=50):
        """Looks at answers: their status, and that each is the right one. Answers the size of one."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        step = max(1, len(self.requests) // samples)
        sizes = []
        for request in self.requests[::step][:samples]:
            status, _, body = request.send(connection)
            text = html.unescape(body.decode())
            missing = [word for word in request.expect if word not in text]
            if status != self.status or missing:
                raise install.Missing(f"{self.name}: {request.method} {request.path} on {request.host} answered {status}, without {missing}: {text[:600]}")
            sizes.append(len(body))
        return statistics.mean(sizes)


class Figures:
    """What several rounds of one load came to."""

    def __init__(self):
        self.rates, self.p50, self.p99, self.server, self.parts = [], [], [], [], []

    def add(self, said, cpu):
        self.rates.append(said["requests"] * 1e6 / said["microseconds"])
        self.p50.append(said["p50"] / 1000)
        self.p99.append(said["p99"] / 1000)
        self.server.append(cpu["server"] * 1e6 / said["requests"])
        self.parts.append((cpu["postgres"] + cpu["redis"]) * 1e6 / said["requests"])

    def middle(self, name):
        return statistics.median(getattr(self, name))


def side_by_side(world, loads, connections, seconds, rounds):
    """Short rounds in turn, so that whatever else the machine does meets each of them alike."""
    figures = [Figures() for _ in loads]
    for load in loads:
        load.run(connections, 1, 0)
    for turn in range(rounds):
        for load, figure in zip(loads, figures, strict=True):
            before = cpu(world, load.server)
            said = load.run(connections, seconds, turn / rounds)
            after = cpu(world, load.server)
            figure.add(said, {part: after[part] - before[part] for part in after})
    return figures


def ratio(floor, ours):
    """Of each pair of neighbouring rounds; the middle one."""
    return statistics.median(mine / bare for mine, bare in zip(ours.rates, floor.rates, strict=True))


def cpu(world, server):
    """Seconds of processor time that the parts have used so far."""
    return {
        "server": used([server.process.pid]),
        "postgres": used(world.postgres.pids()),
        "redis": used([world.redis.process.pid]),
    }


def used(pids):
    total = 0
    for pid in pids:
        try:
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        # Its own time, and that of children which have gone.
        total += sum(int(field) for field in fields[11:15])
    return total / TICK


def count(world, load, data, requests=200):
    """Statements and Redis commands of one request, by what they are."""
    log = world.postgres.log
    connection = http.client.HTTPConnection("127.0.0.1", load.server.port, timeout=10)
    # What is asked once for many requests (a shop's looks) has been asked by then.
    load.run(8, 2, 0.5)
    world.postgres.run("postgres", "ALTER SYSTEM SET log_statement = 'all';;SELECT pg_reload_conf()")
    time.sleep(0.5)
    start, redis = log.stat().st_size, world.redis.commands()
    for request in load.requests[:requests]:
        request.send(connection)
    time.sleep(0.2)
    after = world.redis.commands()
    with log.open(errors="replace") as file:
        file.seek(start)
        lines = file.readlines()
    world.postgres.run("postgres", "ALTER SYSTEM RESET log_statement;;SELECT pg_reload_conf()")
    statements = collections.Counter()
    # A statement of several lines goes on after tabs.
    for line in re.sub(r"\n\t", " ", "".join(lines)).splitlines():
        found = re.match(rf"{data.name} LOG:  (?:statement|execute [^:]*): (.*)", line)
        if found:
            statements[shortened(found.group(1))] += 1
    commands = {name: after[name] - redis.get(name, 0) for name in after}
    # Pollers in the background come to a few in all; what belongs to a request is there nearly every time.
    often = lambda counts: {name: n / requests for name, n in counts.items() if n >= requests * 0.4}  # noqa: E731
    return often(statements), often({name: n for name, n in commands.items() if name not in ("info", "ping")})


def shortened(statement):
    """Enough of a statement to know it by, and none of what differs from request to request."""
    statement = " ".join(re.sub(r"'[0-9a-f-]{36}'", "'…'", statement).split())
    table = re.search(r" FROM (\w+)", statement)
    long = len(statement) > 100
    return statement[:70] + (f" … FROM {table.group(1)} …" if table and table.end() > 70 else " …") if long else statement
