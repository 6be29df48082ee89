"""A file is hashed again when, and only when, it may have changed."""

import hashlib
import os
import time

import pytest

from ingest import content_hashes
from ingest.content_hashes import ContentHashes


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "data" / "rows.csv"
    file.parent.mkdir()
    file.write_bytes(b"a,b\n1,2\n")
    return file


@pytest.fixture
def settled(monkeypatch):
    monkeypatch.setattr(content_hashes, "SETTLED_NS", -1)


def hash_now(path, folder) -> str:
    hashes = ContentHashes.load(folder)
    found = hashes.of(path)
    hashes.remember()
    return found


def true_hash(path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.usefixtures("settled")
def test_an_unchanged_file_is_not_read_again(path, tmp_path):
    first = hash_now(path, tmp_path)
    path.chmod(0)
    marked = ContentHashes.load(tmp_path)
    marks, _ = marked.known[str(path)]
    stat = path.stat()
    marked.known[str(path)] = ((*marks[:-1], stat.st_ctime_ns), "as noted")
    marked.remember()

    assert first == hashlib.sha256(b"a,b\n1,2\n").hexdigest()
    assert hash_now(path, tmp_path) == "as noted"


@pytest.mark.usefixtures("settled")
def test_other_bytes_of_the_same_size_and_time_are_noticed(path, tmp_path):
    hash_now(path, tmp_path)
    before = path.stat()
    path.write_bytes(b"a,b\n1,3\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert hash_now(path, tmp_path) == true_hash(path)


def test_a_file_that_has_just_changed_is_read_again(path, tmp_path):
    hash_now(path, tmp_path)

    assert not ContentHashes.load(tmp_path).known
    assert time.time_ns() - path.stat().st_ctime_ns < content_hashes.SETTLED_NS


@pytest.mark.usefixtures("settled")
def test_a_file_that_is_gone_is_forgotten(path, tmp_path):
    hash_now(path, tmp_path)
    path.unlink()
    ContentHashes.load(tmp_path).remember()

    assert not ContentHashes.load(tmp_path).known
