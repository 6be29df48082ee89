"""The registry of event keys: for each batch the sorted hashes of its keys.

A hash only names candidates. Two events are the same when source and event_id are, and
that is decided on their texts; the hash decides which texts have to be looked at.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from ingest.usage_lake.layout import LakeLayout, named_by

BUCKETS = 16
HASH_BITS = 64
HASH_SQL = "hash(source, {event_id})"
Hashes = npt.NDArray[np.uint64]
NO_HASHES: Hashes = np.empty(0, np.uint64)


def key_hash(event_id: str = "event_id") -> str:
    """Return the SQL of an event's place in the registry."""
    return HASH_SQL.format(event_id=event_id)


def write_hashes(layout: LakeLayout, batch_id: str, hashes: Hashes) -> tuple[int, ...]:
    """Put a batch's hashes, in order, into the registry; return buckets touched."""
    layout.put_array(hashes, layout.keys(batch_id))
    edges = _edges(hashes)
    return tuple(n for n in range(BUCKETS) if edges[n] < edges[n + 1])


def repeated_hashes(layout: LakeLayout, bucket: int, batch_ids: Sequence[str]) -> Path:
    """Return the file of the hashes that a bucket of these batches holds twice."""
    target = layout.repeated(bucket, named_by("repeated", *batch_ids))
    if not target.exists():
        held = np.concatenate([_of_bucket(layout, one, bucket) for one in batch_ids])
        held.sort(kind="stable")  # which merges the batches' runs
        layout.put_array(np.unique(held[1:][held[1:] == held[:-1]]), target)
    return target


def known_hashes(layout: LakeLayout, batch_id: str, wanted: Hashes) -> Hashes:
    """Return which of the wanted hashes, sorted, the batch holds."""
    own = read_array(layout.keys(batch_id))
    places = np.searchsorted(own, wanted)
    places[places == len(own)] = 0
    return wanted[own[places] == wanted] if len(own) else NO_HASHES


def hashes_of(values: pl.Series) -> Hashes:
    """Return the distinct hashes in order."""
    return np.unique(values.to_numpy().astype(np.uint64))


def read_array(path: Path) -> Hashes:
    """Read hashes as the file has them, page by page as they are looked at."""
    return np.load(path, mmap_mode="r")


def _of_bucket(layout: LakeLayout, batch_id: str, bucket: int) -> Hashes:
    hashes = read_array(layout.keys(batch_id))
    edges = _edges(hashes)
    return hashes[edges[bucket] : edges[bucket + 1]]


def _edges(hashes: Hashes) -> list[int]:
    """Return where each bucket, the highest bits of a hash, begins and ends."""
    width = 2**HASH_BITS // BUCKETS
    starts = np.array([n * width for n in range(BUCKETS)], dtype=np.uint64)
    return [*(int(place) for place in np.searchsorted(hashes, starts)), len(hashes)]
