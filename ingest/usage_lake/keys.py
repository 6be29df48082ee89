"""The registry of event keys: for each batch the sorted hashes of its keys.

A hash only names candidates. Two events are the same when source and event_id are, and
that is decided on their texts; the hash decides which texts have to be looked at.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from ingest.usage_lake.layout import LakeLayout

HASH_BITS, BUCKET_BITS, PLACE_BITS = 64, 4, 22
BUCKETS = 2**BUCKET_BITS
FEW = 20
"""So many times fewer hashes are searched one by one."""
THREADS = 2
HASH_SQL = "hash(source, {event_id})"
Hashes = npt.NDArray[np.uint64]
NO_HASHES: Hashes = np.empty(0, np.uint64)


def key_hash(event_id: str = "event_id") -> str:
    """Return the SQL of an event's place in the registry."""
    return HASH_SQL.format(event_id=event_id)


def repeated_hashes(
    layout: LakeLayout, known: Iterable[str], added: Iterable[str]
) -> Hashes:
    """Return, in order, the hashes of the added batches that another event has too.

    That event may be of the same batch, of another added one or of a known one.
    """
    before = [_in_buckets(read_array(layout.keys(one))) for one in known]
    news = [_in_buckets(read_array(layout.keys(one))) for one in added]

    def of_bucket(bucket: int) -> Hashes:
        return _repeated([one[bucket] for one in before], [one[bucket] for one in news])

    with ThreadPoolExecutor(THREADS) as pool:
        return np.concatenate([NO_HASHES, *pool.map(of_bucket, range(BUCKETS))])


def known_hashes(layout: LakeLayout, batch_id: str, wanted: Hashes) -> Hashes:
    """Return which of the wanted hashes, sorted, the batch holds."""
    return _held(wanted, read_array(layout.keys(batch_id)))


def hashes_of(values: pl.Series) -> Hashes:
    """Return the distinct hashes in order."""
    return np.unique(values.to_numpy().astype(np.uint64))


def read_array(path: Path) -> Hashes:
    """Read hashes as the file has them, page by page as they are looked at."""
    return np.load(path, mmap_mode="r")


def _in_buckets(hashes: Hashes) -> list[Hashes]:
    """Cut sorted hashes by their highest bits."""
    width = 2**HASH_BITS // BUCKETS
    starts = np.array([n * width for n in range(1, BUCKETS)], dtype=np.uint64)
    return np.split(hashes, np.searchsorted(hashes, starts))


def _repeated(known: Sequence[Hashes], added: Sequence[Hashes]) -> Hashes:
    new = np.concatenate([NO_HASHES, *added])
    new.sort(kind="stable")  # which merges the batches' runs
    twice = new[1:][new[1:] == new[:-1]]
    near = np.zeros(2**PLACE_BITS, np.bool_)
    near[_places(new)] = True
    shared = [_shared(new, own, near) for own in known]
    return np.unique(np.concatenate([twice, *shared]))


def _shared(new: Hashes, own: Hashes, near: npt.NDArray[np.bool_]) -> Hashes:
    """Return the hashes that both have; `near` tells the places of the new."""
    if len(new) * FEW < len(own):
        return _held(new, own)
    return _held(own[near[_places(own)]], new)


def _places(hashes: Hashes) -> Hashes:
    """Return the bits of hashes after those that name their bucket."""
    after = np.left_shift(hashes, np.uint64(BUCKET_BITS))
    return np.right_shift(after, np.uint64(HASH_BITS - PLACE_BITS))


def _held(wanted: Hashes, own: Hashes) -> Hashes:
    """Return which of the wanted hashes are among the own, both sorted."""
    if not len(own):
        return NO_HASHES
    places = np.searchsorted(own, wanted)
    places[places == len(own)] = 0
    return wanted[own[places] == wanted]
