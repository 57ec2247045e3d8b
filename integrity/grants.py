"""What the role that serves the register may do on PostgreSQL: what the application does, and nothing more.

The tables belong to another role, under which `migrate` runs. So whoever gets hold of the server's connection can
neither lift the triggers from the audit log, nor rewrite it, the history or a publication, nor delete a record.
"""

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from audit import triggers
from audit.models import RegisterMark
from figures.publications import kept
from lib.history import Ranged

# Django's own tables, of which the register uses nothing.
UNUSED = {"auth_group", "auth_group_permissions", "auth_permission", "django_content_type", "django_session"}
# The only tables that the application deletes from: sessions that ended, factors and links that were taken away, and
# what was added up to the numbers that are kept ahead of the figures.
DELETED_FROM = {
    "accounts_session",
    "figures_change",
    "figures_keptnumber",
    "mfa_authenticator",
    "socialaccount_socialaccount",
    "socialaccount_socialtoken",
}


def statements(role: str) -> Iterator[str]:
    """The statements that give `role` what it needs, and take everything else from it."""
    quoted = connection.ops.quote_name
    who = quoted(role)
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {who};"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {who};"
    yield f"REVOKE ALL ON SCHEMA public FROM {who};"
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC;"
    yield f"GRANT USAGE ON SCHEMA public TO {who};"
    for table, rights in sorted(_rights().items()):
        yield f"GRANT {rights} ON {quoted(table)} TO {who};"


def _rights() -> dict[str, str]:
    """The rights on each table. The numbers of new rows are identity columns, which need no right of their own."""
    rights = {model._meta.db_table: "SELECT, INSERT, UPDATE" for model in apps.get_models(include_auto_created=True)}
    for model in apps.get_models():
        if issubclass(model, Ranged):
            rights[model._meta.db_table] = "SELECT, INSERT, UPDATE (valid_to)"
    for table in DELETED_FROM & rights.keys():
        rights[table] = "SELECT, INSERT, UPDATE, DELETE"
    for cache in settings.CACHES.values():
        if str(cache["BACKEND"]).endswith("DatabaseCache"):
            rights[str(cache["LOCATION"])] = "SELECT, INSERT, UPDATE, DELETE"
    for table in (*triggers.TABLES, *kept.TABLES):
        rights[table] = "SELECT, INSERT"
    rights[RegisterMark._meta.db_table] = "SELECT"
    rights[MigrationRecorder.Migration._meta.db_table] = "SELECT"
    return {table: right for table, right in rights.items() if table not in UNUSED}
