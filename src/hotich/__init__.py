"""hotich: civil-status registers from the shelf to the ministry's database."""

__version__ = "0.1.0"
