"""Everything the portal needs on one machine, started and ended by ``manage.py demo``.

``folder`` keeps one demo's data apart, ``keys`` makes its secrets, ``objects`` runs SeaweedFS, ``processes`` starts and
ends children, ``prepare`` fills the database, ``run`` puts them in order, ``command`` is the command line.
"""


class DemoError(Exception):
    """The demo can't go on; the message says why and what to do, in one or two sentences."""


# Argument of ``prepare``: everything but the object store is in place.
STORE_ONLY = "--store-only"
