"""nginx with the file that a city is given, on ports of its own, and nodes of a few lines behind it."""

import datetime
import ipaddress
import json
import re
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tools.nginx_site import Site, rendered, write_pages
from tools.servers import NGINX, Nginx, free_port

NAME = "nennep.tinh.example"


def make_certificate(folder: Path, name: str = NAME) -> tuple[Path, Path]:
    """Certificate and key, vouched for by nobody but themselves."""
    key, subject = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(
        now + datetime.timedelta(days=30)
    )
    certificate = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    file, key_file = folder / f"{name}.pem", folder / f"{name}.key"
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    as_pem = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    key_file.write_bytes(key.private_bytes(*as_pem))
    return file, key_file


class Node:
    """A web node that tells what it was asked. `answer(handler)` may do something else, such as nothing."""

    def __init__(
        self, answer: Callable[[BaseHTTPRequestHandler], bool] | None = None, tls: ssl.SSLContext | None = None
    ):
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        node = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                node.asked.append((self.command, self.path, dict(self.headers)))
                if answer and not answer(self):
                    return
                said = json.dumps({"path": self.path, "headers": dict(self.headers), "length": len(body)}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(said)))
                if "v=" in self.path:
                    self.send_header("Cache-Control", "public, max-age=31536000, immutable")
                self.end_headers()
                self.wfile.write(said)

            do_POST = do_HEAD = do_GET

            def log_message(self, *rest: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *rest: object) -> None:
                pass  # who only tries whether we are there is no error

        self.server = Server(("127.0.0.1", 0), Handler)
        if tls:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server.server_port}"

    def end(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def hang_up(handler: BaseHTTPRequestHandler) -> bool:
    """As a node that is killed while it answers."""
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)
    return False


class Front(Nginx):
    """The file for a city, with TLS; only its ports are others, and it listens at this machine alone."""

    def __init__(self, folder: Path, nodes: list[str], authority: Path | None = None) -> None:
        self.folder, self.port, self.plain_port = folder, free_port(), free_port()
        write_pages(folder / "pages")
        self.certificate, key = make_certificate(folder)
        self.log = folder / "access.log"
        site = Site(
            name=NAME, nodes=nodes, pages=folder / "pages", max_upload_mb=1, cache=folder / "cache", log=self.log,
            errors=folder / "error.log", certificate=self.certificate, key=key, authority=authority,
        )  # fmt: skip
        (folder / "site.conf").write_text(on_ports(rendered(site), self.plain_port, self.port))
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, user="user root;"))

    def check(self) -> subprocess.CompletedProcess[str]:
        command = ["nginx", "-t", "-p", self.folder, "-c", self.folder / "nginx.conf", "-e", self.folder / "error.log"]
        return subprocess.run(command, capture_output=True, text=True)

    def ask(self, request: str, body: bytes = b"", *, name: str = NAME, **headers: str) -> "Answer":
        method, path = request.split(" ")
        lines = [f"{method} {path} HTTP/1.1", f"Host: {name}", "Connection: close"]
        lines += [f"{key.replace('_', '-')}: {value}" for key, value in headers.items()]
        lines += [f"Content-Length: {len(body)}"] if body else []
        return self.send("\r\n".join([*lines, "", ""]).encode() + body)

    def send(self, raw: bytes) -> "Answer":
        with self.connected() as connection:
            connection.sendall(raw)
            return Answer(read_all(connection))

    @contextmanager
    def connected(self, context: ssl.SSLContext | None = None, name: str = NAME) -> Iterator[ssl.SSLSocket]:
        context = context or ssl.create_default_context(cafile=str(self.certificate))
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        with plain, context.wrap_socket(plain, server_hostname=name) as connection:
            yield connection

    def ask_plainly(self, request: str, *, name: str = NAME) -> "Answer":
        with socket.create_connection(("127.0.0.1", self.plain_port), timeout=20) as connection:
            connection.sendall(f"{request} HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n".encode())
            return Answer(read_all(connection))


def on_ports(text: str, plain: int, tls: int) -> str:
    """The same file for a machine whose ports 80 and 443 are not ours, and which may have no IPv6."""
    text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.MULTILINE)
    return re.sub(r"listen (80|443)", lambda found: f"listen 127.0.0.1:{plain if found[1] == '80' else tls}", text)


class Answer:
    def __init__(self, raw: bytes) -> None:
        head, _, self.body = raw.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split()[1]) if raw else 0
        self.headers = {key.lower(): value for key, _, value in (line.partition(": ") for line in lines[1:])}

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def told(self) -> dict:
        return json.loads(self.body)


def read_all(connection: socket.socket) -> bytes:
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except OSError:  # hung up in the middle
        pass
    return b"".join(parts)
