"""Rows by the million, skewed like production, for measuring what the indexes are worth.

::

    stylesheets   varied CSS, made by rule and seed
    library       its extractions by our own extractor, their differences, as COPY text
    history       sites, scans, token sets and versions, one after the other in time
    expansion     SQL: what hangs on them, by generate_series
    definitions   indexes and constraints, put aside for the load and made again
    sessions      quick and careless ones, side by side
    loading       all of it, step by step
"""
