"""Proof of the parser: reports with known figures, rendered by foreign tools, broken, and judged.

Run ``python -m accuracy --help``, or ``make accuracy``. Nothing here shares code with the parser:
the labels and keys of the forms are read from its data files, the figures are made up, and the
judge compares numbers only.
"""
