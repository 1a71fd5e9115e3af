"""Run background jobs, one at a time, until told to stop. Started by `serve`, one a core."""

import argparse

from hotich.config import running
from hotich.config.home import data_home


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(options: argparse.Namespace) -> int:
    with running.ready(data_home()):
        from django.core.management import call_command

        call_command("procrastinate", "worker")
    return 0
