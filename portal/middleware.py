"""Response headers that no library sets, and the content security policy of the staff's side."""

import re
from collections.abc import Callable

from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

# Pages about one family, and everything the staff see: never kept by a browser or a proxy, never indexed.
PRIVATE = re.compile(r"/(?:[a-z]{2,3}(?:-[a-z0-9]+)*/(?:forms|continue|case|invited)|cms)(?:/|$)", re.IGNORECASE)
STAFF = re.compile(r"/cms(?:/|$)")

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)

# Wagtail's admin writes inline scripts and styles, shows previews in a frame, and pictures from memory before upload.
STAFF_POLICY = {
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "font-src": ["'self'", "data:"],
    "frame-src": ["'self'"],
}


def headers(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, outside all but Django's SecurityMiddleware, which sets Cross-Origin-Opener-Policy already."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if PRIVATE.match(request.path_info):
            response.headers["Cache-Control"] = "no-store"
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        if response.headers.get("Content-Type", "").startswith("text/html"):
            # base.html leaves the display font out under Save-Data.
            patch_vary_headers(response, ["Save-Data"])
        return response

    return middleware


class ContentSecurityPolicy(CSPMiddleware):
    """django-csp's middleware, with the policy of Wagtail's admin under ``/cms/``; a view's own policy comes first."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """The parts that django-csp builds the header from."""
        parts = super().get_policy_parts(request, response, report_only)
        if STAFF.match(request.path_info) and parts.config is None:
            parts.replace = {**STAFF_POLICY, **(parts.replace or {})}
        return parts
