"""The product's settings with two more addresses, for ``bench station`` alone: see bare_urls."""

from hotich.config.settings import *  # noqa: F403

ROOT_URLCONF = "hotich.cli.bench.bare_urls"
