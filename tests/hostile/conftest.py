"""A sponsor in front of a paper."""

from __future__ import annotations

from tests.intake_forms.conftest import bucket, sponsor, version
from tests.intake_forms.documents.conftest import at_photo

__all__ = ["at_photo", "bucket", "sponsor", "version"]
