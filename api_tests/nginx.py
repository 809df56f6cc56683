"""Debian's nginx, started by tests with a shipped configuration from a folder of its own."""

import shutil
from pathlib import Path

from api_tests.absent import absent

MAIN = """
worker_processes 1;
daemon off;
pid {home}/nginx.pid;
error_log {home}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    include {home}/{included};
}}
"""


def program() -> str:
    """Where nginx is; the test fails in CI and is left out elsewhere where it is not."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    return found or absent("nginx", "apt-get install nginx-light")


def write_main(home: Path, included: str) -> Path:
    """Write the file that nginx begins with, around one of the folder's; gives where."""
    path = home / "nginx.conf"
    path.write_text(MAIN.format(home=home, included=included), "utf-8")
    return path
