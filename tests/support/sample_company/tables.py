"""A table drawn with bars becomes rows."""

from tests.support.sample_company.writing import Row


def rows_of(drawing: str) -> list[Row]:
    """The rows of a drawing whose first line names the columns."""
    lines = [line for line in drawing.splitlines() if line.strip()]
    header, *body = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [dict(zip(header, cells, strict=True)) for cells in body]
