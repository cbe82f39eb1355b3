"""Which IP addresses belong to the public internet.

`ipaddress.is_global` alone is no guard: depending on the version of Python it
accepts forms that carry a private IPv4 address inside an IPv6 one, site-local
addresses and multicast. The table below denies them whatever Python says.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# IANA's special-purpose registry for IPv4, and one address that clouds add to it.
_DENIED_V4 = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # carrier NAT, and Alibaba's metadata service
            "127.0.0.0/8",  # loopback
            "168.63.129.16/32",  # Azure's host agent, reachable from its machines only
            "169.254.0.0/16",  # link-local, and most metadata services
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments, and Oracle's metadata service
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",  # private
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and broadcast
        ),
    )
)

# Everything public in IPv6 is inside this one block (RFC 4291). It leaves out
# loopback, mapped and compatible IPv4, NAT64, unique and site local, multicast.
_GLOBAL_UNICAST = ip_network("2000::/3")

_DENIED_V6 = tuple(
    map(
        ip_network,
        (
            "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4 carries an IPv4 address
            "3fff::/20",  # documentation
        ),
    )
)


def is_public(ip: str) -> bool:
    """Whether the address `ip`, as text, may be dialled on a stranger's behalf.

    An IPv4 address mapped into IPv6 is judged as that IPv4 address. Whatever
    is not an address in its usual form, or has a zone (`%eth0`), is not public.
    """
    try:
        address: IPv4Address | IPv6Address = ip_address(ip)
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is None:
            return (
                address in _GLOBAL_UNICAST
                and address.scope_id is None
                and address.is_global
                and not any(address in network for network in _DENIED_V6)
            )
        address = address.ipv4_mapped
    return address.is_global and not any(address in network for network in _DENIED_V4)
