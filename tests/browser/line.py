"""The wire between a browser and the server: it can be cut, and it can lose answers."""

import socket
import threading
from contextlib import suppress


class Line:
    """Forwards 127.0.0.1:``port`` to the server.

    ``cut`` lets the server be gone (connections refused, as when it has stopped), ``mend`` brings
    it back. While ``deaf`` is set, what the server answers is lost after it has worked.
    """

    def __init__(self, server: int) -> None:
        self._server = server
        self._open: set[socket.socket] = set()
        self._listener: socket.socket | None = None
        self.deaf = False
        self.port = 0
        self.mend()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def mend(self) -> None:
        """Let connections through."""
        self.deaf = False
        if self._listener:
            return
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=[self._listener], daemon=True).start()

    def cut(self) -> None:
        """Refuse connections and break those that are open."""
        if self._listener:
            _close(self._listener)
            self._listener = None
        for end in list(self._open):
            _close(end)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                browser, _ = listener.accept()
                server = socket.create_connection(("127.0.0.1", self._server))
            except OSError:
                return
            self._open |= {browser, server}
            for ends in ((browser, server), (server, browser)):
                threading.Thread(target=self._pump, args=ends, daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        answers = source.getpeername()[1] == self._server
        try:
            while data := source.recv(65536):
                if answers and self.deaf:
                    break
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            _close(end)
            self._open.discard(end)


def _close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
