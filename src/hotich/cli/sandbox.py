"""Run the stand-in for the ministry's database on its own."""

from hotich.sandbox.__main__ import add_arguments, run

__all__ = ["add_arguments", "run"]
