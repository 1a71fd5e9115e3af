"""Django's own commands on our database, for whoever maintains the product."""

import argparse

from hotich.config import running
from hotich.config.home import data_home


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("arguments", nargs=argparse.REMAINDER)


def run(options: argparse.Namespace) -> int:
    with running.ready(data_home()):
        from django.core.management import execute_from_command_line

        execute_from_command_line(["hotich manage", *options.arguments])
    return 0
