"""A private PostgreSQL server in a temporary folder, with two providers; for tests, as a user that is not root."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROVIDERS = ("provider_a", "provider_b")


def binaries() -> Path | None:
    """The folder of initdb and pg_ctl, or None where no server is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    named = shutil.which("initdb")
    return found[-1].parent if found else Path(named).resolve().parent if named else None


@contextmanager
def server() -> Iterator[str]:
    """Start a server and yield the part of its URLs after the name of the role."""
    folder = Path(tempfile.mkdtemp(prefix="qizhen-pg-"))
    tools = binaries()
    assert tools is not None
    as_root = os.getuid() == 0
    if as_root:
        shutil.chown(folder, "postgres")
    data = folder / "data"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(*command: str) -> None:
        before = ["runuser", "-u", "postgres", "--"] if as_root else []
        subprocess.run([*before, *command], check=True, stdout=subprocess.DEVNULL, cwd=folder)

    run(str(tools / "initdb"), "-D", str(data), "-U", "admin", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    run(str(tools / "pg_ctl"), "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"@127.0.0.1:{port}/"
    finally:
        run(str(tools / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)
