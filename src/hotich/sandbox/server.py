"""The stand-in's HTTP server: reads a request, asks the counter, writes JSON. This machine only."""

import json
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from hotich.sandbox.counter import MAX_BODY, Counter, Reply, length_required, too_large

_DRAIN = 64 * 1024 * 1024  # read and forget this much, so that a sender of too much gets the answer
_CHUNK = 256 * 1024


class Server(ThreadingHTTPServer):
    """Listens on 127.0.0.1; one thread a connection."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, counter: Counter) -> None:
        self.counter = counter
        super().__init__(("127.0.0.1", port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that went away is nothing to report."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "hotich-sandbox"
    timeout = 60
    # headers and body in one packet, at once: in two, each answer waits 40 ms for the other side
    wbufsize = -1
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        body = self._body()
        if isinstance(body, Reply):
            self.close_connection = True
            self._write(body)
            return
        reply = self.server.counter.answer(self.command, self.path, self.headers, body)  # type: ignore[arg-type]
        if reply.lost:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self._write(reply)

    def _body(self) -> bytes | Reply:
        """Return the body, or the reply that refuses to read it."""
        if self.headers.get("Transfer-Encoding"):
            return length_required()
        stated = self.headers.get("Content-Length", "0" if self.command == "GET" else "")
        if not (stated.isascii() and stated.isdigit() and len(stated) < 16):
            return length_required()
        length = int(stated)
        if length <= MAX_BODY:
            body = self.rfile.read(length)
            if len(body) < length:
                raise ConnectionError("the sender stopped in the middle")
            return body
        left = min(length, _DRAIN)
        while left > 0 and (chunk := self.rfile.read(min(left, _CHUNK))):
            left -= len(chunk)
        return too_large()

    def _write(self, reply: Reply) -> None:
        content = json.dumps(reply.body, ensure_ascii=False).encode("utf-8")
        self.send_response(reply.status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Write no log: addresses and answers concern persons."""
