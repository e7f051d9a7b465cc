"""bitext: pair, align, translate, check and evaluate news in two languages.

An article goes in at one end and comes out at the other: `formats` read it,
`languages` cut it into segments, `align` pairs the two versions, `translate`
writes the missing one, `check` yields findings, `evaluate` scores, `report`
shows. Each step is a function over the frozen records of :mod:`toolkit.text`.
Importing this package loads nothing else.
"""

__version__ = "0.1.0"
