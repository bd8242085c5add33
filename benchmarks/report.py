"""What a benchmark found: rows of a Markdown table, and what it demanded and did not get."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Result:
    """Rows of (what, value, remark), and the demands that were missed."""

    title: str
    rows: list[tuple[str, str, str]] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def add(self, what: str, value: str, remark: str = "") -> None:
        """Adds a row."""
        self.rows.append((what, value, remark))

    def demand(self, holds: bool, what: str) -> None:
        """Notes a demand that does not hold."""
        if not holds:
            self.missed.append(f"{self.title}: {what}")

    def markdown(self) -> str:
        """The rows as a table."""
        lines = [f"| {self.title} | measured | |", "|---|---:|---|"]
        lines += [f"| {what} | {value} | {remark} |" for what, value, remark in self.rows]
        return "\n".join(lines)
