"""`manage.py benchindexes`: what the indexes of each set are worth, and what they cost.

The questions that the pages and tools ask are measured in a scratch database under three
sets of indexes, which `index_sets` builds one after the other.
"""

from __future__ import annotations
