"""`python -m hamkor`: the command line."""

import sys

from hamkor.cli import main

if __name__ == "__main__":
    sys.exit(main())
