"""The web room by itself: its middleware, templates and catalogues, without a database."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from hotich.web.catalogue import compile_catalogues


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("locale")
    compile_catalogues(folder)
    return folder


@pytest.fixture
def browser(settings: Any, compiled: Path) -> Client:
    settings.ROOT_URLCONF = "tests.apps.web.pages"
    settings.LOCALE_PATHS = [str(compiled)]
    settings.LANGUAGE_CODE = "vi"
    settings.LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES = {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.MIDDLEWARE = [
        "hotich.web.middleware.RequestLog",
        "hotich.web.middleware.ContentSecurityPolicy",
        "hotich.web.middleware.ChosenLanguage",
        "django.middleware.csrf.CsrfViewMiddleware",
        "hotich.web.middleware.RefusedToPage",
    ]
    (engine,) = deepcopy(settings.TEMPLATES)
    engine["OPTIONS"]["context_processors"] = [
        "django.template.context_processors.request",
        "hotich.web.context.look",
    ]
    settings.TEMPLATES = [engine]
    return Client(raise_request_exception=False)
