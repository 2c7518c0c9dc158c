"""nginx with the site of `docs/deploy` as it is, on other ports, with a certificate made here."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

SITE = Path(__file__).resolve().parent.parent / "docs" / "deploy" / "nginx.conf"
NAME = "slow-time.example.org"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
OPENSSL = shutil.which("openssl")


def write_proxy(folder: Path, plain: int = 80, tls: int = 443, apps: Sequence[int] = ()) -> Path:
    """A whole configuration in a folder: the site as it is, but for its paths and its ports.

    With app servers named, the first and those that the site shows behind a `#` are theirs.
    """
    names = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
    files = ["-keyout", f"{folder}/key.pem", "-out", f"{folder}/fullchain.pem"]
    subprocess.run(
        [str(OPENSSL), "req", "-x509", "-newkey", "rsa:2048", "-nodes", *names, *files],
        check=True,
        capture_output=True,
    )
    site = SITE.read_text("utf-8")
    site = site.replace("/etc/slow-time/tls", str(folder)).replace("/var/log/nginx", str(folder))
    site = re.sub(r"(listen (?:\[::\]:)?)80;", rf"\g<1>{plain};", site)
    site = re.sub(r"(listen (?:\[::\]:)?)443 ", rf"\g<1>{tls} ", site)
    for shown, port in zip((8501, 8502), apps, strict=False):
        site = re.sub(rf"#?(server 127\.0\.0\.1:){shown} ", rf"\g<1>{port} ", site)
    (folder / "site.conf").write_text(site)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind}; " for kind in kinds)
    path = folder / "nginx.conf"
    path.write_text(
        f"pid {folder}/pid; error_log {folder}/log; events {{}} "
        f"http {{ access_log off; {temporary} include {folder}/site.conf; }}"
    )
    return path
