"""A build takes first what most steps wait for, and lets nothing wait for a check."""

from itertools import pairwise
from threading import Timer
from types import SimpleNamespace

import networkx as nx
import pytest

from orchestration.dbt_order import LongestChainFirst

CHAIN = ["model.lines", "model.invoices", "model.ledger"]


@pytest.fixture
def queue() -> LongestChainFirst:
    graph = nx.DiGraph(pairwise(CHAIN))
    graph.add_edge("model.companies", "model.ledger")
    graph.add_edge("model.lines", "test.lines")
    graph.add_node("model.apart")
    known = SimpleNamespace(expect=lambda name: name)
    made = LongestChainFirst(graph, known, set(graph))
    made.workers = len(graph)
    return made


def test_the_longest_chain_is_first_and_checks_are_last(queue):
    taken = []
    while not queue.empty():
        taken.append(queue.get())
        queue.mark_done(taken[-1])
    assert taken == [
        "model.lines",
        "model.companies",
        "model.invoices",
        "model.apart",
        "model.ledger",
        "test.lines",
    ]


def test_no_more_are_handed_out_than_there_are_workers(queue):
    queue.workers = 2
    first = [queue.get(), queue.get()]
    freed = Timer(0.2, queue.mark_done, [first[0]])
    freed.start()
    third = queue.get()
    assert first[0] not in queue.in_progress
    assert (first, third) == (["model.lines", "model.companies"], "model.invoices")
