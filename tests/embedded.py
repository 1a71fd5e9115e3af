"""Gives the tests a database before Django is set up: loaded by pytest with `-p tests.embedded`.

`DATABASE_URL` if set; else our own PostgreSQL in a folder that goes when the tests end.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from hotich.config.embedded import Server
from hotich.web.catalogue import compile_catalogues

HOME = Path(tempfile.mkdtemp(prefix="hotich-tests-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)

if not os.environ.get("DATABASE_URL"):
    SERVER = Server(HOME)
    SERVER.start()
    atexit.register(shutil.rmtree, SERVER.place, ignore_errors=True)
    atexit.register(SERVER.stop)
    os.environ["DATABASE_URL"] = SERVER.url

os.environ["HOTICH_HOME"] = str(HOME)
os.environ["HOTICH_SECRET_KEY"] = "tests-" + "x" * 50
os.environ["HOTICH_HOSTS"] = "127.0.0.1,localhost,testserver"
compile_catalogues(HOME / "locale")
