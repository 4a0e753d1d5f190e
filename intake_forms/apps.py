"""The intake forms: what a sponsor answers and staff review."""

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate


class IntakeFormsConfig(AppConfig):
    """Forms, cases, papers and the staff's desk."""

    name = "intake_forms"
    verbose_name = "Intake forms"

    def import_models(self) -> None:
        """Know the kinds from outside first: the form document, which the models import, is made of them."""
        from intake_forms.schema import kinds

        for package in settings.INTAKE_KINDS:
            kinds.register(package)
        super().import_models()

    def ready(self) -> None:
        """Keep the staff's groups there, as Django keeps its permissions there, and say who may do what with a case."""
        from wagtail.permissions import register_permission_policy

        from intake_forms import checks  # noqa: F401  to be read is to be registered
        from intake_forms.authoring.permissions import ensure_release_permission
        from intake_forms.records.models import Case
        from intake_forms.staff.roles import CasePolicy, ensure_groups

        register_permission_policy(Case, CasePolicy(Case))
        post_migrate.connect(ensure_groups, sender=self)
        post_migrate.connect(ensure_release_permission, sender=self)
