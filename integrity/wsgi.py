"""The WSGI application that gunicorn serves, once nothing speaks against serving it."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import connection

from integrity.serving import GUNICORN_HALTS, Application, utf8_only

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "integrity.settings")


def _ready() -> Application:
    """Django's application; or the end of this process, with a sentence for each thing that is wrong."""
    try:
        made = get_wsgi_application()
    except ImproperlyConfigured as refusal:
        refusals = [str(refusal)]
    else:
        from audit import timer
        from integrity.checks import what_keeps_from_serving

        refusals = what_keeps_from_serving()
        # What gunicorn may fork from here must not share a connection.
        connection.close()
        timer.serve()
    if refusals:
        sys.stderr.writelines(f"{sentence}\n" for sentence in refusals)
        sys.exit(GUNICORN_HALTS)
    return made


application = utf8_only(_ready())
