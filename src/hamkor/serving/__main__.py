"""`python -m hamkor.serving PARENT PART ...`: one part of a running installation, ended with the process PARENT."""

import sys

from hamkor.core.processes import end_with
from hamkor.serving.processes import RUN

if __name__ == "__main__":
    end_with(int(sys.argv[1]))
    RUN[sys.argv[2]](*sys.argv[3:])
