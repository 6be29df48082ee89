"""The order of a build: first what most steps wait for, checks where there is room.

dbt by itself takes nodes level by level, hands out all that are ready at once, and lets
a model wait for the checks of what it reads. Here a worker that is free takes the model
with the longest chain of models below it. Nothing waits for a check: a candidate with
one that fails is never published, and so every check is run and told.
"""

import os
import sys
from collections.abc import Set as AbstractSet
from typing import Any

import networkx as nx
from dbt.graph.queue import GraphQueue
from dbt.task.build import BuildTask

from orchestration.dbt_process import GO, READY, WAITS

MODEL = "model."


class LongestChainFirst(GraphQueue):
    """Hands out one node for each worker that is free."""

    workers = 1

    def get(self, block: bool = True, timeout: float | None = None):
        """Wait for a free worker, then take the node that most wait for."""
        with self.some_task_done:
            self.some_task_done.wait_for(lambda: len(self.in_progress) < self.workers)
        return super().get(block=block, timeout=timeout)

    def _get_scores(self, graph: nx.DiGraph) -> dict[str, int]:
        """Score each node by the models in the longest chain from it; less is first."""
        longest: dict[str, int] = {}
        for node in reversed(list(nx.topological_sort(graph))):
            below = (longest[other] for other in graph.successors(node))
            longest[node] = max(below, default=0) + node.startswith(MODEL)
        return {node: -length for node, length in longest.items()}


class OrderedBuild(BuildTask):
    """dbt's build in this order."""

    def execute_with_hooks(self, selected_uids: AbstractSet[str]) -> Any:
        """Open the database only now, and where that is wanted only when told to."""
        if WAITS in os.environ:
            wait_for_the_word()
        return super().execute_with_hooks(selected_uids)

    def compile_manifest(self) -> None:
        """Link the models and not the checks between them."""
        super(BuildTask, self).compile_manifest()

    def get_graph_queue(self) -> GraphQueue:
        """Return dbt's queue, ordered."""
        given = super().get_graph_queue()
        queue = LongestChainFirst(
            given.graph, given.manifest, given.get_selected_nodes()
        )
        queue.workers = self.config.threads
        return queue


def wait_for_the_word() -> None:
    """Say that all is ready and wait; end if whoever would say it is gone."""
    print(READY.decode(), flush=True)
    if sys.stdin.buffer.readline() != GO:
        sys.exit("Nobody is left who waits for this build.")
