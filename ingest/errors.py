"""What stops a landing before anything is written."""

from dataclasses import dataclass


@dataclass(eq=False)
class UnreadableInputError(Exception):
    """A file cannot be read or lacks a required column; correct it and run again."""

    file: str
    problem: str
    remedy: str
    column: str | None = None

    def __str__(self) -> str:
        """Say where, what and what to do, in one line."""
        where = f"{self.file}, column {self.column}" if self.column else self.file
        return f"{where}: {self.problem}. {self.remedy}."
