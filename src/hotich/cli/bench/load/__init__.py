"""Load on a served hotich, made by a process of its own that measures how late it is itself."""
