"""Checks what we depend on: licences, sources, and that key crates are built once.

    python3 tests/support/dependencies.py
"""

import collections
import json
import re
import subprocess
import sys

# Licences that ask for no more than a notice.
ALLOWED = {
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-1-Clause", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0",
    "CDLA-Permissive-2.0", "ISC", "MIT", "MIT-0", "OpenSSL", "Unicode-3.0", "Unlicense", "Zlib",
}  # fmt: skip
# Two of one of these would be two stacks in one binary: two pools, two TLS, two sets of types.
ONCE = [
    "axum", "chrono", "fred", "http", "hyper", "image", "minijinja", "redis", "reqwest", "rustls", "sea-orm", "serde", "sqlx", "tokio",
    "tower-sessions-core", "tracing", "uuid",
]  # fmt: skip
# Under other terms, and why that is fine.
EXCEPTIONS = {"option-ext": "MPL-2.0, unchanged, and only in a macro of rust-embed while building"}
REGISTRY = "registry+https://github.com/rust-lang/crates.io-index"


def main():
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", "x86_64-unknown-linux-gnu"]
    metadata = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    built = {node["id"] for node in metadata["resolve"]["nodes"]}
    foreign = [package for package in metadata["packages"] if package["id"] in built and package["source"] is not None]
    faults = [f"{p['name']} {p['version']} comes from {p['source']}" for p in foreign if p["source"] != REGISTRY]
    faults += [f"{p['name']} {p['version']} is under {p['license']}" for p in foreign if p["name"] not in EXCEPTIONS and not allowed(p["license"])]
    versions = collections.defaultdict(set)
    for package in foreign:
        versions[package["name"]].add(package["version"])
    faults += [f"{name} is there in versions {', '.join(sorted(versions[name]))}" for name in ONCE if len(versions[name]) > 1]
    for fault in faults:
        print(fault)
    print(f"{len(foreign)} dependencies, {len(faults)} faults")
    sys.exit(1 if faults else 0)


def allowed(expression):
    """Whether an SPDX expression can be met by licences in the list."""
    if not expression:
        return False
    # "MIT/Apache-2.0" is how "OR" was once written.
    text = expression.replace("/", " OR ")
    tokens = re.findall(r"\(|\)|OR|AND|[\w.+-]+(?: WITH [\w.-]+)?", text)
    words = [{"(": "(", ")": ")", "OR": "or", "AND": "and"}.get(token, str(token in ALLOWED)) for token in tokens]
    return bool(eval(" ".join(words), {"__builtins__": {}}))  # noqa: S307 - only brackets, or, and, True, False


if __name__ == "__main__":
    main()
