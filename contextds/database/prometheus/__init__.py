"""The readings as Prometheus metrics. Names and units by Prometheus' conventions.

Labels are bounded: our tables and indexes, the server's replicas and slots, and as many
statements as server.STATEMENTS, by their queryid. No metric holds a statement's text.
"""
