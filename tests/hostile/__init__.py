"""Harm done to the reading and fetching of what strangers publish.

``TORTURE_SHARE`` in the environment is the share of the full counts that `make torture` does: 1 unless it is given.
"""

import os

SHARE = float(os.environ.get("TORTURE_SHARE", "1"))
