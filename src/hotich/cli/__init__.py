"""The commands of ./hotich, one file each: `add_arguments(parser)` and `run(options) -> exit
code`.
"""
