"""Vouching for what was there before the history did."""

from contextlib import closing

from app.audit.services_sealing import seal_unsealed
from app.extensions import one_moment
from app.proofs.kept_seals import KeptSeals
from app.proofs.queries_chains import check_chains
from app.proofs.queries_rows import unsealed


def seal_rows() -> None:
    """The job that a new installation of the seals asks for, and whoever fills a database past the session."""
    with closing(KeptSeals()) as kept:
        with one_moment():
            check_chains(kept)
            new = list(unsealed(kept))
        seal_unsealed(new)
