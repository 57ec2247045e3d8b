"""Files that come in through the browser, their profiles, and a key of its own for each run that is there."""

from typing import Any

import django.db.models.deletion
import lib.publickey
from django.conf import settings
from django.db import migrations, models


def give_keys(apps: Any, _schema_editor: Any) -> None:
    """Give each run a key of its own: a column that is added gets one default for all its rows."""
    runs = apps.get_model("office", "ImportRun").objects
    for pk in runs.values_list("pk", flat=True):
        runs.filter(pk=pk).update(public_key=lib.publickey.random_key())


class Migration(migrations.Migration):

    dependencies = [
        ('office', '0004_ship_signal_and_staff_lists'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_key', models.CharField(default=lib.publickey.random_key, editable=False, max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('cases', 'Cases'), ('trajectories', 'Screening trajectories'), ('staff', 'Staff'), ('oaths', 'Oaths and promises'), ('code', 'Acknowledgements of the code'), ('training', 'Training sessions')], max_length=12, verbose_name='kind of file')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('text', models.TextField()),
                ('saved_at', models.DateTimeField(verbose_name='saved')),
                ('withdrawn_on', models.DateField(null=True, verbose_name='withdrawn')),
            ],
            options={
                'verbose_name': 'import profile',
                'verbose_name_plural': 'import profiles',
                'ordering': ['kind', 'name', '-saved_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Incoming',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_key', models.CharField(default=lib.publickey.random_key, editable=False, max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('cases', 'Cases'), ('trajectories', 'Screening trajectories'), ('staff', 'Staff'), ('oaths', 'Oaths and promises'), ('code', 'Acknowledgements of the code'), ('training', 'Training sessions')], max_length=12, verbose_name='kind of file')),
                ('name', models.CharField(max_length=200, verbose_name='name of the file')),
                ('size', models.PositiveBigIntegerField(verbose_name='bytes')),
                ('sha256', models.CharField(max_length=64, verbose_name='fingerprint of the file')),
                ('came_at', models.DateTimeField(verbose_name='uploaded')),
                ('language', models.CharField(blank=True, default='', max_length=5)),
                ('state', models.CharField(choices=[('mapping', 'Being mapped'), ('checking', 'Dry run under way'), ('checked', 'Dry run done'), ('importing', 'Import under way'), ('imported', 'Imported'), ('failed', 'Not possible'), ('discarded', 'Discarded')], default='mapping', max_length=10, verbose_name='state')),
                ('overrides', models.JSONField(default=dict)),
                ('profile', models.TextField(blank=True, default='')),
                ('profile_name', models.CharField(blank=True, default='', max_length=60, verbose_name='profile')),
                ('rows_read', models.PositiveIntegerField(default=0, verbose_name='rows read')),
                ('rows_in_all', models.PositiveIntegerField(null=True, verbose_name='rows in all')),
                ('worker', models.CharField(blank=True, default='', max_length=12)),
                ('worked_at', models.DateTimeField(null=True)),
                ('outcome', models.JSONField(default=dict)),
                ('failure', models.TextField(blank=True, default='')),
            ],
            options={
                'verbose_name': 'incoming file',
                'verbose_name_plural': 'incoming files',
                'ordering': ['-came_at', '-id'],
            },
        ),
        migrations.AddField(
            model_name='importrun',
            name='kind',
            field=models.CharField(blank=True, default='', max_length=12, verbose_name='kind of file'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='public_key',
            field=models.CharField(default=lib.publickey.random_key, editable=False, max_length=12),
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='importrun',
            name='public_key',
            field=models.CharField(default=lib.publickey.random_key, editable=False, max_length=12, unique=True),
        ),
        migrations.AddField(
            model_name='importrun',
            name='taken_back_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='importrun',
            name='taken_back_on',
            field=models.DateField(null=True, verbose_name='taken back on'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='taken_back_reason',
            field=models.TextField(blank=True, default='', verbose_name='taken back because'),
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('taken_back_on__isnull', True), ('taken_back_by__isnull', True), ('taken_back_reason', '')), models.Q(('taken_back_on__isnull', False), ('taken_back_by__isnull', False), models.Q(('taken_back_reason', ''), _negated=True)), _connector='OR'), name='import_taken_back_by_somebody_with_a_reason'),
        ),
        migrations.AddField(
            model_name='importprofile',
            name='saved_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='incoming',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='incoming',
            name='run',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.importrun'),
        ),
        migrations.AddConstraint(
            model_name='importprofile',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['cases', 'trajectories', 'staff', 'oaths', 'code', 'training'])), name='import_profile_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='importprofile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('text', ''), _negated=True)), name='import_profile_has_a_name_and_text'),
        ),
        migrations.AddConstraint(
            model_name='importprofile',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_on', None)), fields=('kind', 'name'), name='import_profile_name_stands_once'),
        ),
        migrations.AddIndex(
            model_name='incoming',
            index=models.Index(fields=['by', '-came_at', '-id'], name='incoming_of_a_person'),
        ),
        migrations.AddIndex(
            model_name='incoming',
            index=models.Index(condition=models.Q(('state__in', ('checking', 'importing'))), fields=['state'], name='incoming_at_work'),
        ),
        migrations.AddConstraint(
            model_name='incoming',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['cases', 'trajectories', 'staff', 'oaths', 'code', 'training'])), name='incoming_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='incoming',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['mapping', 'checking', 'checked', 'importing', 'imported', 'failed', 'discarded'])), name='incoming_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='incoming',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'imported'), ('run__isnull', False)), models.Q(models.Q(('state', 'imported'), _negated=True), ('run__isnull', True)), _connector='OR'), name='incoming_is_imported_with_its_run'),
        ),
    ]
