"""Measurements: a generator of large registers, and scripts that time what is asked of them.

Importing this package loads Django, so that a script here can be run by its file name and import models like any other
module.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "integrity.settings")
django.setup()
