"""The store of several machines: the same promises as of a folder, tried against a server that speaks S3."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from moto.server import ThreadedMotoServer

from app import create_app
from app.documents.files import _shared, store
from app.documents.store import FileDamaged, FileMissing, SharedStore, StoreUnreachable
from config import read_settings

DATA = "Nghị quyết số 14-NQ/CB".encode()
NAME = hashlib.sha256(DATA).hexdigest()
URL = "s3://nennep/giay-to"


@pytest.fixture(scope="module")
def server():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def shared(server, monkeypatch):
    host, port = server.get_host_and_port()
    at = {"AWS_ENDPOINT_URL": f"http://{host}:{port}", "AWS_ACCESS_KEY_ID": "nennep", "AWS_SECRET_ACCESS_KEY": "thu"}
    for name, value in {**at, "AWS_DEFAULT_REGION": "us-east-1"}.items():
        monkeypatch.setenv(name, value)
    found = SharedStore(URL)
    found.files.clear_instance_cache()
    found = SharedStore(URL)
    if not found.files.exists("nennep"):
        found.files.mkdir("nennep")
    yield found
    found.files.rm("nennep", recursive=True)


def test_it_keeps_bytes_under_their_hash_once_and_gives_them_back(shared):
    assert shared.put(DATA) == NAME
    assert shared.put(DATA) == NAME
    with shared.open(NAME) as file:
        assert file.read() == DATA
    assert shared.verify(NAME) == len(DATA)
    assert [name.rsplit("/", 1)[1] for name in shared.files.find(shared.root)] == [NAME]


def test_what_two_nodes_put_at_once_is_whole(shared):
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(shared.put, [DATA * 5000] * 8)) == {hashlib.sha256(DATA * 5000).hexdigest()}
    shared.verify(hashlib.sha256(DATA * 5000).hexdigest())


def test_damage_is_named_and_mended_by_putting_again(shared):
    shared.put(DATA)
    shared.files.pipe_file(shared.address(NAME), DATA.replace(b"14", b"15"))
    with pytest.raises(FileDamaged, match=NAME):
        shared.verify(NAME)
    shared.put(DATA)
    shared.verify(NAME)


def test_what_is_not_kept_is_missing_and_removing_it_is_fine(shared):
    with pytest.raises(FileMissing):
        shared.open(NAME)
    shared.put(DATA)
    shared.remove(NAME)
    shared.remove(NAME)
    with pytest.raises(FileMissing):
        shared.verify(NAME)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", NAME.upper(), NAME[:-1]])
def test_only_a_hash_names_a_file(shared, name):
    with pytest.raises(FileMissing):
        shared.open(name)


def test_a_store_that_does_not_answer_is_told_as_such(shared, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    shared.files.clear_instance_cache()
    gone = SharedStore(URL)
    for ask in (lambda: gone.open(NAME), lambda: gone.put(DATA), lambda: gone.remove(NAME)):
        with pytest.raises(StoreUnreachable):
            ask()
    shared.files.clear_instance_cache()


def test_the_settings_choose_it(shared, tmp_path):
    _shared.cache_clear()
    app = create_app(read_settings({"NENNEP_DATA_DIR": str(tmp_path), "NENNEP_DOCUMENTS_URL": f"{URL}/"}))
    with app.app_context():
        store().put(DATA)
    assert shared.open(NAME).read() == DATA
    _shared.cache_clear()
