from typing import Any

import django.db.models.deletion
import lib.identity
import lib.publickey
from django.conf import settings
from django.db import migrations, models

from accounts.lookalike import skeleton


def give_skeletons(apps: Any, schema_editor: Any) -> None:
    """Fill the new column. Of accounts that look alike already the later ones keep their name and stand apart."""
    User = apps.get_model("accounts", "User")
    taken = set()
    for user in User.objects.order_by("pk"):
        made = skeleton(user.username)
        user.skeleton = made if made not in taken else f"{made[:60]}~{user.username[:59]}"
        taken.add(user.skeleton)
        user.save(update_fields=["skeleton"])


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('invitation', 'Invitation'), ('reset', 'New password')], max_length=10)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField(verbose_name='sent')),
                ('valid_until', models.DateTimeField(verbose_name='valid until')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
            ],
            options={
                'verbose_name': 'link',
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_key', models.CharField(default=lib.publickey.random_key, editable=False, max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('account', 'New account'), ('role', 'Role'), ('number', 'Changed personnel number'), ('factor', 'Reset of the second factor'), ('reactivation', 'Reactivation')], max_length=12, verbose_name='what')),
                ('username', models.CharField(blank=True, default='', max_length=60, verbose_name='user name')),
                ('name', models.CharField(blank=True, default='', max_length=120, verbose_name='name')),
                ('email', models.EmailField(blank=True, default='', max_length=254, verbose_name='e-mail address')),
                ('language', models.CharField(blank=True, default='', max_length=5, verbose_name='language')),
                ('number', lib.identity.EncryptedField(blank=True, default='', verbose_name='personnel number')),
                ('roles', models.CharField(blank=True, default='', max_length=120, verbose_name='roles')),
                ('reason', models.TextField(verbose_name='why')),
                ('proposed_at', models.DateTimeField(verbose_name='proposed')),
                ('outcome', models.CharField(blank=True, choices=[('approved', 'Approved'), ('declined', 'Declined')], default='', max_length=10, verbose_name='decision')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('decline_reason', models.TextField(blank=True, default='', verbose_name='why declined')),
            ],
            options={
                'verbose_name': 'proposal',
                'verbose_name_plural': 'proposals',
                'ordering': ['proposed_at', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='rolegrant',
            name='approved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rolegrant',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='user',
            name='language',
            field=models.CharField(blank=True, default='', max_length=5, verbose_name='language'),
        ),
        migrations.AddField(
            model_name='user',
            name='skeleton',
            field=models.CharField(default='', editable=False, max_length=120),
            preserve_default=False,
        ),
        migrations.RunPython(give_skeletons, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(('granted_by', None), ('approved_by__isnull', False), models.Q(('role__in', ['manager', 'screening_officer']), models.Q(('granted_by', models.F('user')), _negated=True)), _connector='OR'), name='role_of_power_has_a_second_person'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('granted_by__isnull', False), models.Q(('approved_by', models.F('granted_by')), _negated=True), models.Q(('approved_by', models.F('user')), _negated=True)), _connector='OR'), name='role_is_approved_by_another'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(('ended_by', None), ('ended_at__isnull', False), _connector='OR'), name='role_ended_by_somebody_has_its_end'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(fields=('skeleton',), name='user_name_looks_like_no_other'),
        ),
        migrations.AddField(
            model_name='link',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='proposal',
            name='about',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to=settings.AUTH_USER_MODEL, verbose_name='about whom'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='proposed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['invitation', 'reset'])), name='link_purpose_is_known'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__gt', models.F('made_at'))), name='link_is_valid_for_a_while'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('made_at')), _connector='OR'), name='link_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('user',), name='link_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['account', 'role', 'number', 'factor', 'reactivation'])), name='proposal_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['approved', 'declined', ''])), name='proposal_outcome_is_known'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='proposal_is_decided_by_another'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), ('about', None), models.Q(('decided_by', models.F('about')), _negated=True), _connector='OR'), name='proposal_is_not_decided_by_whom_it_concerns'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('decided_at__gte', models.F('proposed_at')), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='proposal_says_who_decided_and_when'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'declined'), models.Q(('decline_reason', ''), _negated=True)), models.Q(models.Q(('outcome', 'declined'), _negated=True), ('decline_reason', '')), _connector='OR'), name='proposal_is_declined_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='proposal_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('kind', 'account'), _negated=True), ('about__isnull', False)), models.Q(('about__isnull', False), ('kind', 'account'), ('outcome', 'approved')), models.Q(('about', None), ('kind', 'account'), models.Q(('outcome', 'approved'), _negated=True)), _connector='OR'), name='proposal_is_about_somebody'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('kind', 'account'), _negated=True), ('email', ''), ('name', ''), ('username', '')), models.Q(('kind', 'account'), models.Q(('username', ''), _negated=True), models.Q(('name', ''), _negated=True), models.Q(('email', ''), _negated=True)), _connector='OR'), name='proposal_of_an_account_says_whose'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'account'), models.Q(('kind', 'role'), ('roles__in', ['investigator', 'coordinator', 'screening_officer', 'manager', 'admin', 'auditor'])), models.Q(models.Q(('kind__in', ['account', 'role']), _negated=True), ('roles', '')), _connector='OR'), name='proposal_of_a_role_names_it'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('number', ''), models.Q(models.Q(('kind', 'number'), _negated=True), models.Q(('outcome', ''), _negated=True), _connector='OR')), models.Q(models.Q(('number', ''), _negated=True), ('kind__in', ['account', 'number']), ('outcome', '')), _connector='OR'), name='proposal_keeps_a_number_while_it_waits'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('about', 'kind', 'roles'), name='proposal_waits_once'),
        ),
    ]
