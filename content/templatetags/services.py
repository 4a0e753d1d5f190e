"""Whether what a page offers is open."""

from django import template

from content import queries

register = template.Library()


@register.simple_tag
def service_notice(form_key: str) -> queries.ServiceNotice | None:
    """Why the form with this key cannot be started now; None when it can."""
    return queries.service_notice(form_key)
