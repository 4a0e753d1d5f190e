"""Figures of papers: how long from "we have it" until staff can look at the pages, and how much more they weigh.

With an object store of its own, in this process and the children that it starts; a worker adds up to a second, until it looks.
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf
import pillow_heif
from django.test import RequestFactory, override_settings
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont

from intake_forms.documents import checking, services, storage
from intake_forms.documents.incoming import SealingUploadHandler
from intake_forms.records import services as cases
from intake_forms.records.models import Case
from intake_forms.records.queries import StepAnswers
from intake_forms.records.uploads import PageImage, Upload
from intake_forms.schema import document
from portal.bench import Figure, forms
from portal.embedded import keys, objects

#: Seconds for the store to begin.
_PATIENCE = 60.0
PHOTO, A4 = (4032, 3024), (1654, 2339)


def figures(folder: Path, *, quick: bool) -> Iterator[Figure]:
    """Each figure as it is known. Needs an empty database: it leaves rows in it."""
    with _store(folder):
        case = _case()
        yield Figure("12 MP HEIC, received to pages", _checked(case, _heic(), 1 if quick else 5)[0], "s", 5)
        seconds, ratio = _checked(case, _scan(10), 1 if quick else 3)
        yield Figure("scan of 10 pages, to pages", seconds, "s", 15)
        yield Figure("pages of a scan, to the scan", ratio, "x", 1.5)


def _checked(case: Case, content: bytes, rounds: int) -> tuple[float, float]:
    """Median seconds that a file takes from received to accepted, and its pages' bytes to its own."""
    times, ratio = [], 0.0
    for _ in range(rounds):
        upload = _sent(case, content)
        began = time.perf_counter()
        claimed = checking.claim(timezone.now())
        if claimed is None or checking.check(claimed).state != Upload.State.ACCEPTED:
            raise RuntimeError("the file was not accepted")
        times.append(time.perf_counter() - began)
        pages = PageImage.objects.filter(upload=upload).values_list("sealed_size", flat=True)
        ratio = sum(pages) / upload.sealed_size
    return statistics.median(times), ratio


def _sent(case: Case, content: bytes) -> Upload:
    handler = SealingUploadHandler(RequestFactory().get("/"), case)
    handler.new_file("file", "paper", "", len(content))
    for start in range(0, len(content), handler.chunk_size):
        handler.receive_data_chunk(content[start : start + handler.chunk_size], start)
    handler.file_complete(len(content))
    return services.store(case=case, slot="paper", incoming=handler.incoming[0])


def _case() -> Case:
    version = cases.release(form=document.parse(forms.chain(5, key="papers")))[0]
    gate = StepAnswers({"let_in": ["yes"]}, {"let_in": "yes"}, complete=True)
    return cases.begin_case(version=version, language="es", step="gate", answers=gate, facts=gate.values).case


def _page(size: tuple[int, int]) -> Image.Image:
    """A page of writing with the grain of a camera."""
    page = Image.effect_noise(size, 12).point(lambda shade: min(255, shade + 90))
    font = ImageFont.load_default(size[1] // 60)
    for line in range(40):
        place = (size[0] // 12, (line + 2) * size[1] // 44)
        ImageDraw.Draw(page).text(place, "Acta de nacimiento, libro 1234. " * 3, fill=30, font=font)
    return page


def _heic() -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(_page(PHOTO).convert("RGB")).save(out, quality=60)
    return out.getvalue()


def _scan(pages: int) -> bytes:
    """A PDF of a scanner: each page a grey JPEG of 200 dots per inch."""
    page, made = io.BytesIO(), pikepdf.new()
    _page(A4).save(page, "JPEG", quality=75)
    name, box = pikepdf.Name, [0, 0, 595, 842]
    for _ in range(pages):
        photo = made.make_stream(page.getvalue(), Type=name.XObject, Subtype=name.Image, BitsPerComponent=8)
        photo.Width, photo.Height, photo.ColorSpace, photo.Filter = *A4, name.DeviceGray, name.DCTDecode
        shown = pikepdf.Dictionary(Type=name.Page, MediaBox=pikepdf.Array(box))
        shown.Contents = made.make_stream(b"595 0 0 842 0 0 cm /I Do")
        shown.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=photo))
        made.pages.append(pikepdf.Page(made.make_indirect(shown)))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@contextmanager
def _store(folder: Path) -> Iterator[None]:
    """An empty object store in ``folder``, in the settings."""
    data, secrets = folder / "objects", folder / "secrets"
    data.mkdir()
    secrets.mkdir()
    identity = {"access_key_id": "bench", "secret_access_key": "bench-only-bench-only"}
    for key, value in identity.items():
        keys.write(secrets / f"s3_{key}", value)
    service, address = objects.service(data, secrets, folder / "weed.log")
    service.start()
    try:
        with override_settings(S3={"endpoint_url": address, "bucket": "papers", "region": "us-east-1", **identity}):
            until = time.monotonic() + _PATIENCE
            while not storage.reachable():
                if time.monotonic() > until:
                    raise RuntimeError("the object store did not start")
                time.sleep(0.3)
                try:
                    storage.ensure_bucket()
                except storage.Unavailable:
                    continue
            yield
    finally:
        service.end()
