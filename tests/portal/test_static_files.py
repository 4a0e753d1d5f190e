"""Static files as they lie on the disk of a server, after ``collectstatic``."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from pytest_django import Settings

from portal.static_files import SCRIPTS, SmallStaticFiles

CSS = "portal/portal.css"


def collected(folder: Path) -> SmallStaticFiles:
    """The families' files, collected into a folder."""
    storage = SmallStaticFiles(location=str(folder), base_url="/static/")
    paths = {}
    for name in (*SCRIPTS, CSS, "portal/newsreader-600.woff2"):
        source = Path(finders.find(name))
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
        paths[name] = (SmallStaticFiles(location=str(source.parents[1])), name)
    assert not [each for *_names, each in storage.post_process(paths) if isinstance(each, Exception)]
    return storage


@pytest.mark.once
def test_scripts_are_made_smaller_before_they_are_named_and_compressed(tmp_path: Path, settings: Settings) -> None:
    settings.DEBUG = False
    storage = collected(tmp_path)
    for name in SCRIPTS:
        written = Path(finders.find(name)).read_text()
        served = tmp_path / storage.stored_name(name)
        assert len(served.read_bytes()) < len(written) * 0.7
        assert gzip.decompress(served.with_name(served.name + ".gz").read_bytes()) == served.read_bytes()
        # By whatever name: a page that is open while we change asks for the one without.
        assert (tmp_path / name).read_bytes() == served.read_bytes()
        # Quoted texts are as they were, so are the names.
        assert [
            text for text in ("X-Upload-Token", "data-exit") if (text in written) != (text in served.read_text())
        ] == []
    assert (tmp_path / storage.stored_name(CSS)).stat().st_size > 20_000
    first = [storage.stored_name(name) for name in SCRIPTS]
    # Collecting again changes nothing.
    assert [collected(tmp_path).stored_name(name) for name in SCRIPTS] == first
