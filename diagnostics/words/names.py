"""Names of things as they are printed where space is short."""

from __future__ import annotations


def without_remark(name: str) -> str:
    """Return a name without the remark in brackets at its end.

    >>> without_remark("企业资源计划系统（ERP，云订阅）")
    '企业资源计划系统'
    """
    head, _, rest = name.partition("（")
    return head if head and rest.endswith("）") else name
