"""Every address of the portal: the staff's, the machine's, and the two-language public ones."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from content.sitemaps import PageSitemap
from intake_forms.wizard import public
from intake_forms.wizard.invited import invited
from intake_forms.wizard.resume import resume
from portal import health, views

handler400 = "portal.views.bad_request"
handler403 = "portal.views.forbidden"
handler404 = "portal.views.not_found"
handler500 = "portal.views.server_error"

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("leave", views.leave, name="leave"),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": PageSitemap}}, name="sitemap"),
    *i18n_patterns(
        path("forms/", include("intake_forms.urls")),
        path("continue/", resume, name="continue"),
        path("invited/", invited, name="invited"),
        path("what-we-keep/", public.what_we_keep, name="what_we_keep"),
        path("papers/", public.papers, name="papers_checklist"),
        path("case/", include("intake_forms.case_urls")),
        path("", include(wagtail_urls)),
        prefix_default_language=True,
    ),
]
