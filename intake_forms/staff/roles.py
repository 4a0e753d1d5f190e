"""Who may do what at the desk: two groups, and which cases each of their members sees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractUser, AnonymousUser, Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from intake_forms.records.models import Case
from intake_forms.records.uploads import Upload

CASE_WORKERS, SUPERVISORS = "Case workers", "Supervisors"
_VIEW, _SUPERVISE, _HOLD = "view_case", "supervise_case", "hold_case"
_ORIGINAL, _DECIDE = "open_original", "decide_held"
User = AbstractUser | AnonymousUser


def ensure_groups(**kwargs: Any) -> None:
    """Make the groups and their permissions where they are missing. Runs after ``migrate``, like Django's own permissions."""
    admin = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")[0]
    case = ContentType.objects.get_for_model(Case)
    access = Permission.objects.get_or_create(
        content_type=admin, codename="access_admin", defaults={"name": "Can access Wagtail admin"}
    )[0]
    view = Permission.objects.get_or_create(content_type=case, codename=_VIEW, defaults={"name": "Can view case"})[0]
    supervise = Permission.objects.get_or_create(
        content_type=case, codename=_SUPERVISE, defaults={"name": "Can see and assign every case"}
    )[0]
    hold = Permission.objects.get_or_create(
        content_type=case, codename=_HOLD, defaults={"name": "Can put cases on legal hold"}
    )[0]
    upload = ContentType.objects.get_for_model(Upload)
    original = Permission.objects.get_or_create(
        content_type=upload, codename=_ORIGINAL, defaults={"name": "Can open files as they were sent"}
    )[0]
    decide = Permission.objects.get_or_create(
        content_type=upload, codename=_DECIDE, defaults={"name": "Can accept or refuse files that are held"}
    )[0]
    above = [access, view, supervise, hold, original, decide]
    for name, permissions in ((CASE_WORKERS, [access, view]), (SUPERVISORS, above)):
        group, new = Group.objects.get_or_create(name=name)
        if new:
            group.permissions.set(permissions)


def supervises(user: User) -> bool:
    """Whether every case is theirs to see and to assign."""
    return bool(user.has_perm(f"intake_forms.{_SUPERVISE}"))


def holds(user: User) -> bool:
    """Whether this person puts cases on legal hold and lifts it."""
    return bool(user.has_perm(f"intake_forms.{_HOLD}"))


def opens_originals(user: User) -> bool:
    """Whether this person may open files as they were sent, not only the pictures of their pages."""
    return bool(user.has_perm(f"intake_forms.{_ORIGINAL}"))


def decides(user: User) -> bool:
    """Whether this person may accept or refuse a file that is held."""
    return bool(user.has_perm(f"intake_forms.{_DECIDE}"))


def cases_of(user: User) -> QuerySet[Case]:
    """The cases a member of staff sees: supervisors all, case workers their own and those that nobody has yet."""
    if not user.has_perm(f"intake_forms.{_VIEW}"):
        return Case.objects.none()
    found = Case.objects.filter(test=False, deleted_at=None)
    return found if supervises(user) else found.filter(Q(assignee=user.pk) | Q(assignee=None))


def seen_by(user: User, pk: UUID | str) -> Case:
    """A case that this person sees. Denied: one that is not theirs, which is as unknown as one that is not there."""
    case = cases_of(user).select_related("key", "assignee", "sponsor_case").filter(pk=pk).first()
    if case is None:
        raise PermissionDenied
    return case


def answers_for(user: User, case: Case) -> bool:
    """Whether a case is this person's own to answer for: it was given to them, or every case is."""
    return supervises(user) or (case.assignee_id is not None and case.assignee_id == user.pk)


def workers() -> QuerySet[Any]:
    """Everybody a case can be given to, by name."""
    found: QuerySet[Any] = CasePolicy(Case).users_with_permission("view")
    return found.order_by("first_name", "last_name", "username")


class CasePolicy(ModelPermissionPolicy):
    """Cases are looked at here, never added, changed or deleted by hand: by nobody, administrators included."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, "view")

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: User, action: str, instance: Case) -> bool:
        return action == "view" and cases_of(user).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet[Case]:
        return cases_of(user) if "view" in actions else Case.objects.none()

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        found: QuerySet[Any] = super().users_with_any_permission(set(actions) & {"view"})
        return found if "view" in actions else found.none()
