"""gunicorn's settings for a server that takes files in without looking at them: what bench measures apart, and nothing else."""

from __future__ import annotations

from typing import Any

from portal.gunicorn_conf import *  # noqa: F403  all of a real one


def post_worker_init(worker: Any) -> None:
    """No file is judged."""
    # Imported here: the process that only watches has no Django.
    from intake_forms.documents import judging

    judging.judge = lambda case, entry, within=0.0: judging.Verdict()
