"""Run the stand-in for the ministry's database on its own."""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("arguments", nargs=argparse.REMAINDER)


def run(options: argparse.Namespace) -> int:
    from hotich.sandbox.__main__ import main

    return main(options.arguments)
