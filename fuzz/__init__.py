"""Coverage-guided fuzzing of the parser: any bytes end in cells that the source bears out.

Run ``python -m fuzz --help``, or ``make fuzz``. What must hold of every input stands in
`fuzz.invariants`; the property tests hold the parser to the same.
"""
