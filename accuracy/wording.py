"""The labels of a report: the standard's, its aliases, and what is met in the wild."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from accuracy.forms import Column, Row

# Aliases that only read as this row or column beside the others of a report that uses them.
_TOO_SHORT = {"其他", "合计", "其它", "企业", "商业", "科研", "本年新", "继续办理"}


@cache
def _data() -> dict[str, Any]:
    text = (Path(__file__).parent / "variants.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@dataclass
class Wording:
    """How one report words its labels.

    Attributes:
        share: how often a label is another than the standard's.
        half_width: brackets and commas are ASCII.
        traditional: printed in traditional characters.
    """

    rng: random.Random
    share: float = 0.0
    half_width: bool = False
    traditional: bool = False
    _seen: dict[str, str] = field(default_factory=dict)

    def row(self, row: Row) -> str:
        """The label of a row."""
        return self._pick("rows", row.key, row.label, row.aliases)

    def indicator(self, row: Row) -> str:
        """The label of an indicator (keys of these are also keys of other forms)."""
        return self._pick("indicators", row.key, row.label, row.aliases)

    def column(self, column: Column) -> str:
        """The head of a column."""
        return self._pick("columns", column.key, column.label, column.aliases)

    def heading(self, section: int) -> str:
        """The title of a section."""
        titles: list[str] = _data()["headings"][str(section)]
        return self.text(titles[0] if not self.share else self.rng.choice(titles))

    def text(self, text: str) -> str:
        """Any other printed words."""
        if self.half_width:
            text = text.translate(str.maketrans("（），：", "(),:"))
        if self.traditional:
            pairs = [p for p in _data()["traditional"]["pairs"].split() if len(p) == 2]
            text = text.translate({ord(p[0]): p[1] for p in pairs})
        return text

    def _pick(self, kind: str, key: str, label: str, aliases: tuple[str, ...]) -> str:
        if label not in self._seen or kind == "columns":
            found = label
            choices = [*_data()[kind].get(key, []), *(a for a in aliases if a not in _TOO_SHORT)]
            if choices and self.rng.random() < self.share:
                found = self.rng.choice(choices)
            self._seen[label] = found
        return self.text(self._seen[label])


def wording(rng: random.Random) -> Wording:
    """The wording of a report: half of them print the standard's labels."""
    made = Wording(rng)
    if rng.random() < 0.5:
        made.share = rng.choice([0.1, 0.3, 0.6])
        made.half_width = rng.random() < 0.3
        made.traditional = rng.random() < 0.12
    return made
