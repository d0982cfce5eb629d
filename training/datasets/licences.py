"""Which terms let weights that learnt from a picture be used for anything."""

from __future__ import annotations

import re

_PERMISSIVE = re.compile(
    r"\bCC[ -]?0|public domain|\bCC[ -]BY\b|attribution (license|licence)|\bMIT\b|\bApache\b|\bBSD\b"
    r"|united states government work",
    re.IGNORECASE,
)
_RESTRICTED = re.compile(
    r"\bNC\b|non-?commercial|\bSA\b|share-?alike|\bND\b|no-?deriv|\bGPL|\bresearch\b|\bpersonal\b|\beducation"
    r"|\bnone stated\b|\bunknown\b|\bthird part|\bweb pictures\b|\bassumed\b",
    re.IGNORECASE,
)


def is_permissive(licence: str) -> bool:
    """Tell whether terms allow any use, asking for attribution at most.

    Terms are free words such as ``annotations CC BY 4.0; photograph: Attribution License``. Each
    part between semicolons has to name a permissive licence, and no part may hold a restriction
    (non-commercial, share-alike, research only, …). What is not understood is not permissive.

    Examples
    --------
    >>> is_permissive("CC BY 4.0"), is_permissive("CC BY-NC 4.0"), is_permissive("MIT; web pictures")
    (True, False, False)
    """
    parts = licence.split(";")
    return not _RESTRICTED.search(licence) and all(_PERMISSIVE.search(part) for part in parts)
