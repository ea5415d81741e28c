"""Checks that the folders of crates/storage/src depend on each other in one direction.

    python3 tests/support/layers.py

A file may name what stands in its own folder and in those before it in LAYERS, by `crate::folder`, by `super::` and by the
names that lib.rs hands on (`crate::Tenant`). So a folder can be read with nothing in mind but those before it, and the
crate could be split between any two. What tests name is not looked at.
"""

import pathlib
import re
import sys

SOURCE = pathlib.Path(__file__).parents[2] / "crates/storage/src"
# From the ground up. A folder, or a file that stands beside lib.rs.
LAYERS = [
    "blobs", "error", "db", "shared", "handle", "audit", "scope", "shops", "notifications", "links", "customers", "jobs", "billing",
    "home", "sessions", "credentials", "sign_in", "team", "operators", "demo", "monitoring", "sweep",
]  # fmt: skip
# Imports that go up all the same: (from, to) and why.
EXCEPTIONS = {}


def main():
    order = {name: position for position, name in enumerate(LAYERS)}
    found = {path.stem if path.suffix == ".rs" else path.name for path in SOURCE.iterdir()} - {"lib", "tests"}
    faults = [f"{name} has no place in LAYERS" for name in sorted(found - set(LAYERS))]
    faults += [f"{name} is in LAYERS and not there" for name in LAYERS if name not in found]
    names = handed_on((SOURCE / "lib.rs").read_text())
    files = [path for path in sorted(SOURCE.rglob("*.rs")) if path.name not in ("lib.rs", "tests.rs")]
    used = set()
    for path in files:
        here = module(path)
        for number, target in imports(path.read_text(), here):
            if target[:1] == ["sqlx"] or not target:
                continue
            to = target[0] if target[0] in order else names.get(target[0])
            if to is None:
                faults.append(f"{path.relative_to(SOURCE)}:{number} names crate::{target[0]}, which lib.rs does not hand on")
            elif here[0] in order and order[to] > order[here[0]]:
                used.add((here[0], to))
                if (here[0], to) not in EXCEPTIONS:
                    faults.append(f"{path.relative_to(SOURCE)}:{number} goes up: {here[0]} names {'::'.join(target)} of {to}")
    faults += [f"no import goes from {a} to {b}: take it out of EXCEPTIONS" for a, b in EXCEPTIONS.keys() - used]
    for fault in faults:
        print(fault)
    print(f"{len(files)} files in {len(LAYERS)} layers of storage, {len(faults)} faults")
    sys.exit(1 if faults else 0)


def module(path):
    """The path of the module that a file is, from the crate's root."""
    parts = list(path.relative_to(SOURCE).with_suffix("").parts)
    return parts[:-1] if parts[-1] == "mod" else parts


def handed_on(text):
    """What lib.rs hands on, by the folder it comes from."""
    names = {}
    for tree in re.findall(r"^pub use ([^;]+);", text, re.M):
        for path in flat(tree):
            names[path[-1]] = path[0]
    # A type of another crate belongs to the ground.
    return {name: folder if folder in LAYERS else LAYERS[0] for name, folder in names.items()}


def imports(text, here):
    """Line and path, from the crate's root, of everything in the crate that a file names."""
    text = re.sub(r"//[^\n]*", "", text)
    # What stands below `#[cfg(test)]` is a test.
    text = text.split("#[cfg(test)]\nmod tests {")[0]
    for match in re.finditer(r"(?<![\w$:])(?:crate|super)(?:::\w+|::\{[^;]*?\}(?=;))+", text):
        number = text.count("\n", 0, match.start()) + 1
        for path in flat(match.group()):
            if path[0] == "crate":
                yield number, path[1:]
                continue
            base = list(here)
            while path and path[0] == "super":
                base, path = base[:-1], path[1:]
            yield number, base + path


def flat(tree):
    """The paths of a tree of imports: `a::{b, c::d}` is a::b and a::c::d."""
    tree = re.sub(r"\s+as\s+\w+", "", "".join(tree.split("\n"))).replace(" ", "")
    head, brace, rest = tree.partition("{")
    base = [part for part in head.split("::") if part]
    if not brace:
        return [base]
    depth, branch, branches = 0, "", []
    for char in rest[: rest.rindex("}")]:
        depth += {"{": 1, "}": -1}.get(char, 0)
        if char == "," and depth == 0:
            branches.append(branch)
            branch = ""
        else:
            branch += char
    branches.append(branch)
    paths = [base + path for branch in branches if branch for path in flat(branch)]
    return [[part for part in path if part != "self"] for path in paths]


if __name__ == "__main__":
    main()
