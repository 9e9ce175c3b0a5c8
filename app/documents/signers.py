"""Whose certificate signs which paper: from a file, a token, or for trial an authority of our own."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.documents.models import Document
from app.documents.signatures import name_in
from app.extensions import db
from app.organisations.models import Organisation, OrganisationKind
from app.settings import settings
from config import Signing


class SigningFailed(RuntimeError):
    """No signature can be made now; the text is for who set it up. The job tries again."""


class TimeNotTold(SigningFailed):
    """The time authority does not answer, refuses, or says something that is no time."""


def is_to_be_signed(document: Document) -> bool:
    """Issued by a committee that a certificate is there for. A cell has none: its papers bear the check code alone."""
    found = settings().signing
    if found is None or document.issued_at is None:
        return False
    organisation = db.session.get_one(Organisation, document.organisation_id)
    if organisation.kind == OrganisationKind.CELL:
        return False
    key = key_of(document, organisation)
    if found.file is not None and found.file.is_dir():
        return _in_folder(found.file, key).exists()
    return found.trial or found.organisation == key


def key_of(document: Document, organisation: Organisation) -> str:
    """`XA`, or `XA-UBKT` for a body of the committee that numbers its papers, and so signs them, by itself."""
    body = document.type_code.partition(":")[2]
    return f"{organisation.code}-{body}" if body else organisation.code


@contextmanager
def opened(key: str, name: str) -> Iterator[Any]:
    """A signer as pyHanko wants it. `name`: of who issues, for a trial certificate. Raises SigningFailed."""
    found = settings().signing
    if found is None:
        raise SigningFailed("no certificate is set any more (NENNEP_SIGNING_…)")
    if found.library:
        with _of_token(found) as signer:
            yield signer
    else:
        yield _of_file(_file_for(found, key, name), b"" if found.trial else found.password.encode())


def _file_for(found: Signing, key: str, name: str) -> Path:
    if found.trial:
        from app.documents.trial_authority import TrialAuthority

        return TrialAuthority(settings().data_dir).file_for(key, name)
    assert found.file is not None  # noqa: S101  # one of the three ways is set
    return _in_folder(found.file, key) if found.file.is_dir() else found.file


def _in_folder(folder: Path, key: str) -> Path:
    return folder / f"{key.replace('/', '-')}.p12"


def _of_file(path: Path, password: bytes) -> Any:
    try:
        return _loaded(path, path.stat().st_mtime_ns, password, settings().production)
    except OSError as error:
        raise SigningFailed(f"{path} cannot be read") from error


@lru_cache(maxsize=16)
def _loaded(path: Path, _changed: int, password: bytes, production: bool) -> Any:
    from pyhanko.sign.signers import SimpleSigner  # late, as everywhere: a second and 40 MB

    signer = SimpleSigner.load_pkcs12(str(path), passphrase=password or None)
    if signer is None:  # pyHanko logs what it did not like
        raise SigningFailed(f"{path} is no PKCS#12 file, or NENNEP_SIGNING_PASSWORD does not open it")
    return refuse_trial(signer, production)


def refuse_trial(signer: Any, production: bool) -> Any:
    """The signer. Raises SigningFailed in production for a certificate of the authority that stands for nobody."""
    from app.documents.trial_authority import is_of_no_worth

    if production and is_of_no_worth(name_in(signer.signing_cert.issuer)):
        raise SigningFailed("the certificate is one of the trial authority: not in production")
    return signer


@contextmanager
def _of_token(found: Signing) -> Iterator[Any]:
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

    try:
        session = open_pkcs11_session(
            found.library, token_criteria=TokenCriteria(label=found.token), user_pin=found.pin
        )
    except Exception as error:  # each library has errors of its own; none may tell the PIN
        raise SigningFailed(f"the token {found.token!r} cannot be opened: {type(error).__name__}") from None
    try:
        signer = PKCS11Signer(session, cert_label=found.label, key_label=found.label)
        yield refuse_trial(signer, settings().production)
    finally:
        session.close()


def trusted() -> Sequence[Any]:
    """The authorities whose certificates we vouch for, as `check_signature` wants them."""
    found = settings()
    known = _in_pem(found.trusted_authorities) if found.trusted_authorities else []
    if found.signing is not None and found.signing.trial:
        from app.documents.trial_authority import TrialAuthority

        known = [*known, *_in_pem(TrialAuthority(found.data_dir).certificate())]
    return known


def _in_pem(path: Path) -> list[Any]:
    from asn1crypto import pem, x509

    return [x509.Certificate.load(der) for _, _, der in pem.unarmor(path.read_bytes(), multiple=True)]
