"""``python -m dorsale`` is the ``dorsale`` command."""

from dorsale.cli import main

main()
