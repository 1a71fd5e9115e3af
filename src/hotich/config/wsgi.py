"""One web process: what granian serves."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotich.config.settings")
application = get_wsgi_application()

# A save asks the database a dozen times, and after each answer waits its turn of the interpreter: a
# page that computes must not hold it for the usual five milliseconds each time.
sys.setswitchinterval(0.001)
