"""Write what nginx needs in front of Nền Nếp: `python -m tools.nginx_site --help`.

Two things: the site itself, from the one template that `make cluster` and the tests run too, and beside it the pages
that stand in while no node answers, with style, icons and letters of their own.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from config import SettingsError, read_max_upload_mb

HERE = Path(__file__).parent / "nginx"
STATIC = Path(__file__).parents[1] / "app" / "static"
# What the pages are drawn with.
DRAWN_WITH = ("nennep.css", "icons.svg", "fonts/be-vietnam-pro-400.woff2", "fonts/be-vietnam-pro-600.woff2")


@dataclass(frozen=True, kw_only=True)
class Site:
    name: str
    nodes: Sequence[str]
    pages: Path
    max_upload_mb: int = 20
    cache: Path = Path("/var/cache/nginx/nennep")
    log: Path = Path("/var/log/nginx/nennep.log")
    errors: Path = Path("/var/log/nginx/error.log")
    certificate: Path | None = None
    key: Path | None = None
    # Without TLS, for a trial on one machine: where to listen instead.
    plain_on: str = ""
    # The nodes are spoken to over TLS, and show a certificate that this one vouches for.
    authority: Path | None = None

    @property
    def scheme(self) -> str:
        return "https" if self.authority else "http"


def rendered(site: Site) -> str:
    """The file that belongs into /etc/nginx/conf.d/."""
    reader = Environment(  # noqa: S701  # what is written is no HTML
        loader=FileSystemLoader(HERE), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return reader.get_template("site.conf.jinja").render(asdict(site), scheme=site.scheme).lstrip() + "\n"


def write_pages(folder: Path) -> None:
    """The pages that stand in, readable by the processes of nginx."""
    shutil.copytree(HERE / "out-of-order", folder, dirs_exist_ok=True)
    for name in DRAWN_WITH:
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(STATIC / name, folder / name)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def main() -> int:
    asked = _arguments().parse_args()
    try:
        max_upload_mb = read_max_upload_mb(os.environ)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    pages = asked.to / "nennep-out-of-order"
    asked.to.mkdir(parents=True, exist_ok=True)
    write_pages(pages)
    site = Site(
        name=asked.name,
        nodes=asked.node,
        pages=pages.resolve(),
        max_upload_mb=max_upload_mb,
        certificate=asked.certificate,
        key=asked.key,
        authority=asked.authority,
    )
    file = asked.to / "conf.d" / "nennep.conf"
    file.parent.mkdir(exist_ok=True)
    file.write_text(rendered(site), encoding="utf-8")
    print(f"Đã ghi {file} và {pages}. Kiểm tra và nạp: nginx -t && systemctl reload nginx")
    return 0


def _arguments() -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--name", required=True, help="under which people reach it: nennep.tinh.vn")
    asked.add_argument("--node", required=True, action="append", help="a web node, 10.0.0.11:8000; once for each")
    asked.add_argument("--certificate", required=True, type=Path, help="PEM file, with those that vouch for it")
    asked.add_argument("--key", required=True, type=Path, help="PEM file of its key")
    asked.add_argument("--authority", type=Path, help="speak to the nodes over TLS; who vouches for them")
    asked.add_argument("--to", type=Path, default=Path("/etc/nginx"), help="folder of nginx, /etc/nginx")
    return asked


if __name__ == "__main__":
    sys.exit(main())
