"""Which addresses are public."""

from __future__ import annotations

import pytest

from scanner.addresses import is_public


@pytest.mark.parametrize(
    "ip",
    [
        "8.8.8.8",
        "93.184.216.34",
        "172.15.255.255",
        "172.32.0.0",
        "100.63.255.255",
        "169.253.255.255",
        "223.255.255.255",
        "2606:4700::6810:84e5",
        "2a00:1450:4001:80b::200e",
        "::ffff:8.8.8.8",
    ],
)
def test_it_lets_public_addresses_through(ip: str) -> None:
    assert is_public(ip)


@pytest.mark.parametrize(
    "ip",
    [
        # IPv4: private, loopback, link-local, metadata, multicast, reserved
        *("0.0.0.0", "0.1.2.3", "10.0.0.1", "127.0.0.1", "127.255.255.255"),
        *("100.64.0.1", "100.100.100.200", "168.63.129.16", "169.254.169.254"),
        *("172.16.0.1", "172.31.255.255", "192.168.0.1", "192.0.0.192"),
        *("192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1"),
        *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
        # IPv6 of the same kinds
        *("::", "::1", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254"),
        *("ff02::1", "ff0e::1", "100::1", "2001:db8::1", "3fff::1", "5f00::1"),
        # an IPv4 address inside an IPv6 one
        *("::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:7f00:1"),
        *("::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::8.8.8.8"),
        *("64:ff9b:1::1", "2002:7f00:1::", "2002:808:808::", "2001:0:7f00:1::"),
        # not an address in its usual form
        *("", "localhost", "127.1", "2130706433", "0x7f.0.0.1", "010.8.8.8"),
        *("8.8.8.8/32", " 8.8.8.8", "8.8.8.8\n", "１.1.1.1", "1.1.1", "[::1]"),
        *("fe80::1%eth0", "2606:4700::1%eth0", "8.8.8.8%1"),
    ],
)
def test_it_refuses_everything_else(ip: str) -> None:
    assert not is_public(ip)
