"""A demo's data folder: whose it is, and what may be deleted."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.embedded import DemoError
from portal.embedded.databases import Database
from portal.embedded.folder import Folder


def test_fresh_empties_a_folder_of_ours(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "data")
    folder.claim(fresh=False)
    (folder / "db.sqlite3").write_text("old")
    (folder / "objects" / "old").write_text("old")
    folder.release()
    folder.claim(fresh=True)
    assert not (folder / "db.sqlite3").exists()
    assert not list((folder / "objects").iterdir())
    folder.release()


def test_fresh_leaves_a_folder_alone_that_no_demo_made(tmp_path: Path) -> None:
    (tmp_path / "db.sqlite3").write_text("mine")
    with pytest.raises(DemoError, match="not made by the demo"):
        Folder(tmp_path).claim(fresh=True)
    assert (tmp_path / "db.sqlite3").read_text() == "mine"


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").write_text("mine")
    with pytest.raises(DemoError, match="other files"):
        Folder(tmp_path).claim(fresh=False)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.odt"]


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(DemoError, match="not a folder"):
        Folder(tmp_path / "data").claim(fresh=False)


def test_a_second_claim_is_refused(tmp_path: Path) -> None:
    first = Folder(tmp_path / "data")
    first.claim(fresh=False)
    with pytest.raises(DemoError, match="Another demo"):
        Folder(tmp_path / "data").claim(fresh=False)
    first.release()


def test_an_interrupted_first_start_begins_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    folder = Folder(tmp_path / "data")
    folder.claim(fresh=False)
    database = Database(folder)
    database.begin()
    (folder / "db.sqlite3").write_text("half")
    assert database.is_new()
    database.begin()
    assert not (folder / "db.sqlite3").exists()
    (folder / "db.sqlite3").write_text("whole")
    database.finish()
    assert not database.is_new()
    folder.release()
