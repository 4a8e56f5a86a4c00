"""The admin's door: how the system is, who may use the record store, which learning systems are connected."""

from gateway.web.admin import (
    accounts,
    connection,
    entry,
    home,
    interface,
    keys,
    opt_outs,
    people,
    records,
    requests,
    standards,
    stores,
    systems,
)
from gateway.web.admin.frame import doors

__all__ = [
    "accounts",
    "connection",
    "doors",
    "entry",
    "home",
    "interface",
    "keys",
    "opt_outs",
    "people",
    "records",
    "requests",
    "standards",
    "stores",
    "systems",
]
