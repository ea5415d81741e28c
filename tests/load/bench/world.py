"""PostgreSQL, Redis, the data, and the servers that are compared: private copies, stopped by their process ids."""

import hashlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time

from support import install, parts

HERE = pathlib.Path(__file__).resolve().parent.parent
LOGIN = "forecourt_login"
SEALING_KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"
# One set of settings for floor and server. Nothing reaches a disk: what is compared is work, not this machine's SSD.
POSTGRES = {
    "listen_addresses": "127.0.0.1",
    "max_connections": 200,
    "shared_buffers": "2GB",
    "max_wal_size": "16GB",
    "checkpoint_timeout": "1h",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    # A line for each statement while they are counted; see `drive.count`.
    "log_line_prefix": "%d ",
}


class Postgres:
    """A cluster in which the data sets are databases."""

    def __init__(self, running, folder):
        folder.mkdir()
        who = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        if who:
            shutil.chown(folder, "postgres")
        data = folder / "data"
        command = [install.postgres("initdb"), "-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "--no-sync"]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, **who)
        [self.port] = parts.ports(1)
        self.log = folder / "postgres.log"
        settings = POSTGRES | {"port": self.port, "unix_socket_directories": folder}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self.process = parts.launch(running, [install.postgres("postgres"), "-D", data, *options], folder, self.log.name, signal.SIGINT, **who)
        parts.until(self.process, self.log, lambda: "ready to accept connections" in self.log.read_text())

    def url(self, database, user="postgres"):
        return f"postgres://{user}@127.0.0.1:{self.port}/{database}"

    def run(self, database, sql):
        """Statements, each in its own transaction; answers the rows as text."""
        return self._psql(database, *[part for one in sql.split(";;") for part in ("-c", one)])

    def load(self, database, shops, customers):
        self._psql(database, "-v", f"shops={shops}", "-v", f"customers={customers}", "-f", HERE / "data.sql")

    def _psql(self, database, *arguments):
        command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", self.url(database), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise install.Missing(f"{database}: {done.stderr.strip()}")
        return done.stdout

    def pids(self):
        found = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True)
        return [self.process.pid, *map(int, found.stdout.split())]


class Redis:
    def __init__(self, running, folder):
        folder.mkdir()
        [self.port] = parts.ports(1)
        command = ["redis-server", "--port", self.port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--databases", 64]
        self.process = parts.launch(running, command, folder, "redis.log")
        parts.until(self.process, folder / "redis.log", lambda: "Ready to accept connections" in (folder / "redis.log").read_text())

    def url(self, number):
        return f"redis://127.0.0.1:{self.port}/{number}"

    def commands(self):
        """How often each command was called so far."""
        answer = subprocess.run(["redis-cli", "-p", str(self.port), "INFO", "commandstats"], capture_output=True, text=True, check=True)
        counts = {}
        for line in answer.stdout.splitlines():
            if line.startswith("cmdstat_"):
                name, rest = line.removeprefix("cmdstat_").split(":", 1)
                counts[name] = int(rest.split(",")[0].removeprefix("calls="))
        return counts


class DataSet:
    """A database with so many shops and customers, and a Redis database beside it."""

    def __init__(self, name, number, shops, customers):
        self.name, self.number, self.shops, self.customers = name, number, shops, customers

    def host(self, shop):
        return f"shop-{shop}.localhost"

    def id(self, kind, n):
        """As `bench_id` in data.sql."""
        return f"0190{kind:04x}"[:8] + f"-0000-7000-8000-{n:012x}"

    def customer(self, shop, k):
        return shop * self.customers + k

    def token(self, n):
        """As `bench_token` in data.sql."""
        return hashlib.sha256(f"portal-token-{n}".encode()).hexdigest()


class Program:
    """A server process, by its address."""

    def __init__(self, running, command, folder, name):
        self.log = folder / f"{name}.log"
        self.process = parts.launch(running, command, folder, self.log.name)
        marker = "listening on "
        parts.until(self.process, self.log, lambda: marker in self.log.read_text())
        self.url = self.log.read_text().split(marker, 1)[1].split()[0]
        self.port = int(self.url.rsplit(":", 1)[1])

    def stop(self):
        parts.stop(self.process, signal.SIGTERM)

    def complaints(self):
        """What it logged of requests and work that did not go well."""
        lines = self.log.read_text(errors="replace").splitlines()
        return [line for line in lines if re.search(r" (WARN|ERROR) |status=[45]", line) and "plain http" not in line]

    def memory(self):
        """Resident now and at most, in MB."""
        lines = pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        values = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines if line.startswith(("VmRSS", "VmHWM"))}
        return values["VmRSS"], values["VmHWM"]


class World:
    """Everything that runs, and where it lies."""

    def __init__(self, running, programs):
        self.running, self.programs = running, programs
        self.folder = parts.temporary(running)
        self.postgres = Postgres(running, self.folder / "postgres")
        self.redis = Redis(running, self.folder / "redis")
        [self.provider_port] = parts.ports(1)
        self.provider_url = f"http://127.0.0.1:{self.provider_port}"
        self._migrate()

    def _migrate(self):
        self.postgres.run("postgres", "CREATE DATABASE template_bench")
        config = self._config(DataSet("template_bench", 0, 0, 0), owner="postgres")
        done = subprocess.run([self.programs["forecourt"], "--config", config, "migrate"], capture_output=True, text=True)
        if done.returncode:
            raise install.Missing(f"forecourt migrate: {done.stderr.strip() or done.stdout.strip()}")
        # Signs in, and can do nothing but become the server's role: as in production, row-level security binds it.
        self.postgres.run("template_bench", f"CREATE ROLE {LOGIN} LOGIN NOINHERIT;;GRANT forecourt_app TO {LOGIN}")

    def data(self, name, number, shops, customers):
        began = time.monotonic()
        self.postgres.run("postgres", f"CREATE DATABASE {name} TEMPLATE template_bench")
        self.postgres.load(name, shops, customers)
        install.say(f"{shops:,} shops × {customers:,} customers in {time.monotonic() - began:.0f} s")
        return DataSet(name, number, shops, customers)

    def _config(self, data, owner=""):
        path = self.folder / f"{data.name}.toml"
        path.write_text(
            f"""
            [server]
            listen = "127.0.0.1:0"
            # Robots and customers say themselves where they come from.
            trusted_proxies = ["127.0.0.0/8"]
            [platform]
            domain = "localhost"
            public_url = "http://localhost:8080"
            environment = "production"
            [database]
            url = "{self.postgres.url(data.name, owner or LOGIN)}"
            [redis]
            url = "{self.redis.url(data.number)}"
            [blobs]
            kind = "directory"
            directory = "{self.folder / 'blobs'}"
            [secrets]
            key = "{SEALING_KEY}"
            [limits]
            # What is measured is the work, and not how soon it is refused.
            scale = 100000
            [notifications]
            sms = "twilio"
            email = "resend"
            [notifications.resend]
            base_url = "{self.provider_url}"
            api_key = "resend-secret-of-the-bench"
            from = "Forecourt <hello@example.com>"
            [notifications.twilio]
            base_url = "{self.provider_url}"
            account_sid = "AC0123456789abcdef0123456789abcdef"
            auth_token = "twilio-secret-of-the-bench"
            from = "+12025550100"
            """
        )
        return path

    def serve(self, data, *arguments, wrapper=()):
        """`forecourt serve` as it comes: what is not about where things are is the built-in configuration."""
        folder = self._folder("forecourt")
        command = [*wrapper, self.programs["forecourt"], "--config", self._config(data), "serve", *arguments]
        return Program(self.running, command, folder, "forecourt")

    def floor(self, data):
        command = [self.programs["forecourt-load"], "floor", self.postgres.url(data.name), self.redis.url(data.number), "127.0.0.1:0"]
        return Program(self.running, command, self._folder("floor"), "floor")

    def provider(self):
        command = [self.programs["forecourt-load"], "provider", f"127.0.0.1:{self.provider_port}"]
        return Program(self.running, command, self._folder("provider"), "provider")

    def _folder(self, name):
        number = sum(1 for one in self.folder.iterdir() if one.name.startswith(name))
        folder = self.folder / f"{name}-{number}"
        folder.mkdir()
        return folder
