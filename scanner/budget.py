"""Time and bytes that the fetches of one scan may still take."""

from __future__ import annotations

import time

from scanner.errors import TooLarge, TooSlow


class Budget:
    """Time and bytes that are left, shared by every connection of one Fetcher.

    A connection outlives a resource when it is kept alive, so it asks here at
    every read instead of holding a deadline of its own.
    """

    def __init__(self, seconds: float) -> None:
        self.scan_ends = time.monotonic() + seconds
        self.ends = self.scan_ends
        self.bytes_left = 0
        self.at_end = False

    def start(self, seconds: float) -> float:
        """Begin a resource that may take `seconds`, but not outlast the scan.

        Gives the time at which it ends, on the monotonic clock.
        """
        self.ends = min(time.monotonic() + seconds, self.scan_ends)
        return self.ends

    def seconds(self, most: float | None = None) -> float:
        """What is left of the time, at most `most`; raises TooSlow at the end."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TooSlow
        return left if most is None else min(left, most)

    def expect(self, count: int) -> None:
        """Allow `count` bytes to arrive from now on."""
        self.bytes_left = count
        self.at_end = False

    def receive(self, count: int) -> None:
        """Account for `count` bytes; raises TooLarge beyond what is allowed."""
        self.bytes_left -= count
        self.at_end = count == 0
        if self.bytes_left < 0:
            raise TooLarge(
                "The server sends more than is read of one answer. Give another page."
            )
