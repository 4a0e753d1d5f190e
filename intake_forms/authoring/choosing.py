"""Choosing a recording in the admin: Wagtail's own chooser of documents, with those only that can be one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.documents.views import chooser
from wagtail.documents.widgets import AdminDocumentChooser

from intake_forms.authoring import recordings

#: Bytes at most that are taken in for a recording.
LIMIT = 10_000_000
_BEGINNINGS = (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa", b"OggS")


def _is_sound(beginning: bytes) -> bool:
    """Whether a file begins as MP3, Ogg or MPEG-4 does."""
    return beginning.startswith(_BEGINNINGS) or beginning[4:8] == b"ftyp"


class OnlyRecordings:
    """What differs from Wagtail's views: what is listed, and what may be uploaded."""

    request: Any
    model: Any

    def get_object_list(self) -> Any:
        """The recordings that somebody may choose."""
        listed: Any = super().get_object_list()  # type: ignore[misc]  # of the view it is mixed into
        return listed.filter(pk__in=recordings.choosable().values("pk"))

    def get_creation_form_class(self) -> Any:
        """Wagtail's form, with more to say about the file and where it goes."""
        wagtails: Any = super().get_creation_form_class()  # type: ignore[misc]  # as above
        return type("RecordingForm", (_RecordingForm, wagtails), {})


class _RecordingForm:
    """What is looked at when a recording comes in. Mixed into Wagtail's form of documents, which is made when asked for."""

    fields: Any
    cleaned_data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ",".join(f".{each}" for each in settings.RECORDINGS)
        self.fields["file"].validators.append(FileExtensionValidator(list(settings.RECORDINGS)))

    def clean_file(self) -> Any:
        """The file, unless it is too large or is no sound whatever its name says."""
        file = self.cleaned_data["file"]
        if file.size > LIMIT:
            raise ValidationError(_("A recording has %(limit)s MB at most.") % {"limit": LIMIT // 1_000_000})
        beginning = file.read(16)
        file.seek(0)
        if not _is_sound(beginning):
            raise ValidationError(_("This is no recording that telephones can play."))
        return file

    def clean_collection(self) -> Any:
        """The collection, unless families could not open what is in it."""
        collection = self.cleaned_data["collection"]
        if recordings.is_private(collection):
            raise ValidationError(_("This collection is private: families could not hear it."))
        return collection


class ChooseView(OnlyRecordings, chooser.DocumentChooseView):
    """The window."""


class ChooseResultsView(OnlyRecordings, chooser.DocumentChooseResultsView):
    """The list in it, searched."""


class UploadView(OnlyRecordings, chooser.DocumentChooserUploadView):
    """Its other tab."""


class RecordingChooserViewSet(chooser.DocumentChooserViewSet):
    """Wagtail's chooser of documents, of which this one shows and takes recordings."""

    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    create_view_class = UploadView
    # A subclass of Wagtail's widget, so that its script is found for it.
    base_widget_class = AdminDocumentChooser
    # Documents elsewhere keep Wagtail's chooser.
    register_widget = False
    choose_one_text = gettext_lazy("Choose a recording")
    choose_another_text = gettext_lazy("Choose another recording")
    edit_item_text = gettext_lazy("Edit this recording")


viewset = RecordingChooserViewSet(
    "recording_chooser", model=chooser.viewset.model, url_prefix="form-building/recordings/chooser"
)
RecordingChooserBlock = viewset.get_block_class(name="RecordingChooserBlock", module_path=__name__)
