"""The table of results, in Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable

from accuracy.figures import PUBLISHED
from accuracy.shapes import BEST, TARGETS, Shape
from accuracy.trial import AS_PUBLISHED, CountKey, Tally

_OUTCOMES = ("right", "doubtful", "lost", "other", "silent")
_HEAD = "| cells | right | doubtful | lost | other | SILENT | right |"
_RULE = "|---:|---:|---:|---:|---:|---:|---:|"
Counts = Counter[str]


def markdown(tally: Tally, shapes: list[Shape]) -> str:
    """Per shape and form, as published and broken; per mutation; in all."""
    published = [f"| shape | form {_HEAD} target |", f"|---|---{_RULE}---:|"]
    broken = [f"| shape | form {_HEAD}", f"|---|---{_RULE}"]
    for shape in shapes:
        for form in ("2021", "2019", "mixed", "2014"):
            whole = _sum(tally, _is(shapes={shape.name}, form=form, mutation=AS_PUBLISHED))
            if _cells(whole):
                target = TARGETS.get(shape.blanks)
                published.append(f"| {shape.name} | {form} {_row(whole)} {_met(whole, target)} |")
            pieces = _sum(tally, _is(shapes={shape.name}, form=form, broken=True))
            if _cells(pieces):
                broken.append(f"| {shape.name} | {form} {_row(pieces)}")
    mutations = [f"| mutation {_HEAD}", f"|---{_RULE}", *_mutations(tally)]
    parts = ["## As published", *published, "", "## As published, by what nothing is printed as"]
    parts += [*_policies(tally, shapes), "", "## Broken", *broken, "", "## By mutation"]
    parts += mutations
    if any(s.scan for s in shapes):
        parts += ["", "## Pictures, as published and broken", *_pictures(tally, shapes)]
    parts += _others("Refused or slow, documents", tally.refused)
    parts += _others("Not judged (the tool looks at the values), documents", tally.unjudged)
    return "\n".join(parts)


def _pictures(tally: Tally, shapes: list[Shape]) -> Iterable[str]:
    """What is read of pictures, and how good the readings are that are in doubt."""
    yield "| scan | cells | right | doubtful, best reading right | doubtful, not right | lost | SILENT | right in all | asked |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    for shape in shapes:
        counts = _sum(tally, _is(shapes={shape.name}))
        cells = _cells(counts)
        if not shape.scan or not cells:
            continue
        good = counts["right"] + counts["best"]
        asked = BEST.get(shape.name)
        met = "-" if asked is None else f"{asked:.0%}{'' if good >= asked * cells else ' MISSED'}"
        yield (
            f"| {shape.name} | {cells} | {counts['right']} ({counts['right'] / cells:.1%}) | "
            f"{counts['best']} | {counts['doubtful'] - counts['best']} | {counts['lost']} | "
            f"{counts['silent']} | {good / cells:.2%} | {met} |"
        )


def _mutations(tally: Tally) -> Iterable[str]:
    for name in sorted({key[2] for key in tally.counts}):
        yield f"| {name} {_row(_sum(tally, _is(mutation=name)))}"
    yield f"| **all** {_row(_sum(tally, _is()))}"


def _is(
    *,
    shapes: Container[str] | None = None,
    form: str | None = None,
    mutation: str | None = None,
    policy: str | None = None,
    broken: bool = False,
) -> Callable[[CountKey], bool]:
    """Which counts are asked for; `broken`: of all mutations."""

    def wanted(key: CountKey) -> bool:
        return (
            (shapes is None or key[0] in shapes)
            and (form is None or key[1] == form)
            and (mutation is None or key[2] == mutation)
            and (policy is None or key[3] == policy)
            and not (broken and key[2] == AS_PUBLISHED)
        )

    return wanted


def _policies(tally: Tally, shapes: list[Shape]) -> Iterable[str]:
    """What is right, by the report's blanks and by what the shape does to them."""
    kinds = ("html", "pdf", "kept", "aligned", "lost", "glued")
    named = {kind: {s.name for s in shapes if s.blanks == kind} for kind in kinds}
    yield "| nothing is printed as | HTML | PDF | blanks kept | aligned | blanks lost | no separators |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for policy in sorted({key[3] for key in tally.counts}):
        row = []
        for names in named.values():
            counts = _sum(tally, _is(shapes=names, mutation=AS_PUBLISHED, policy=policy))
            cells = _cells(counts)
            row.append(_percent(counts["right"] / cells if cells else None))
        yield f"| {policy} | {' | '.join(row)} |"
    for title, (_, policies) in PUBLISHED.items():
        shares = [_share(tally, names, policies) for names in named.values()]
        yield f"| **{title}** | {' | '.join(_percent(s) for s in shares)} |"
    reports = sum(number for number, _ in PUBLISHED.values())
    row = []
    for names in named.values():
        kinds_of = [(n, _share(tally, names, policies)) for n, policies in PUBLISHED.values()]
        known = None not in [share for _, share in kinds_of]
        row.append(_percent(sum(n * (s or 0) for n, s in kinds_of) / reports if known else None))
    yield f"| **as in {reports} published reports** | {' | '.join(row)} |"


def _share(tally: Tally, shapes: Container[str], policies: Container[str]) -> float | None:
    """What is right of the reports with these policies; None without any."""
    counts: Counts = Counter()
    for key, count in tally.counts.items():
        if key[0] in shapes and key[2] == AS_PUBLISHED and key[3] in policies:
            counts[key[4]] += count
    cells = _cells(counts)
    return counts["right"] / cells if cells else None


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.2%}"


def total(tally: Tally) -> tuple[int, int]:
    """Cells judged, and how many of them are silent errors."""
    counts = _sum(tally, _is())
    return _cells(counts), counts["silent"]


def _sum(tally: Tally, wanted: Callable[[CountKey], bool]) -> Counts:
    counts: Counts = Counter()
    for key, count in tally.counts.items():
        if wanted(key):
            counts[key[4]] += count
    return counts


def _cells(counts: Counts) -> int:
    """Cells that the source prints; the others can only be wrong."""
    return sum(counts[name] for name in _OUTCOMES if name != "other")


def _row(counts: Counts) -> str:
    cells = _cells(counts)
    share = f"{counts['right'] / cells:.2%}" if cells else "-"
    return f"| {cells} | " + " | ".join(str(counts[n]) for n in _OUTCOMES) + f" | {share} |"


def _met(counts: Counts, target: float | None) -> str:
    if target is None:
        return "-"
    return f"{target:.1%}" + ("" if counts["right"] >= target * _cells(counts) else " MISSED")


def _others(title: str, counts: Counter[str]) -> Iterable[str]:
    return ["", f"## {title}", *(f"- {k}: {n}" for k, n in counts.most_common())] if counts else []
