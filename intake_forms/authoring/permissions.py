"""Who may build forms: Wagtail's editors; and who may release them: supervisors too."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser, AnonymousUser, Group, Permission
from django.contrib.contenttypes.models import ContentType

from intake_forms.authoring.models import ChoiceSet, FormSection, IntakeForm
from intake_forms.records.models import FormVersion

RELEASE = "release_form"
#: Both are Wagtail's own groups. Who approves what waits in a workflow publishes it.
EDITORS, MODERATORS = "Editors", "Moderators"
GROUPS = (EDITORS, "Supervisors")


def ensure_release_permission(**kwargs: Any) -> None:
    """Give the permission to its groups when it is new. Afterwards an administrator decides who has it."""
    permission, _new = Permission.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(FormVersion),
        codename=RELEASE,
        defaults={"name": "Can release forms"},
    )
    if permission.group_set.exists():
        return
    for name in GROUPS:
        Group.objects.get_or_create(name=name)[0].permissions.add(permission)
    for name in (EDITORS, MODERATORS):
        Group.objects.get_or_create(name=name)[0].permissions.add(*_building())


def _building() -> list[Permission]:
    """What it takes to build forms."""
    found = []
    for model in (IntakeForm, FormSection, ChoiceSet):
        kind = ContentType.objects.get_for_model(model)
        for verb in ("add", "change", "delete", "publish", "lock", "unlock"):
            codename = f"{verb}_{model._meta.model_name}"
            name = f"Can {verb} {model._meta.verbose_name}"
            found.append(
                Permission.objects.get_or_create(content_type=kind, codename=codename, defaults={"name": name})[0]
            )
    return found


def may_release(user: AbstractUser | AnonymousUser) -> bool:
    """Whether somebody may release forms and see their versions."""
    return bool(user.has_perm(f"intake_forms.{RELEASE}"))


def may_translate(user: AbstractUser | AnonymousUser) -> bool:
    """Whether somebody may change all that a form consists of."""
    models = (IntakeForm, FormSection, ChoiceSet)
    return user.has_perms([f"intake_forms.change_{model._meta.model_name}" for model in models])
