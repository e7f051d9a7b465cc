"""`python -m toolkit.cli` is `bitext`."""

from . import main

main()
