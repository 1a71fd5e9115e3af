"""First passwords and the slips that tell them: made, shown once, never stored or logged in clear.

A first password is 15 random signs out of 17, about 61 bits. That, and not a slow hash, keeps it
safe until the first sign-in, which replaces it; so 700 of them are hashed in a moment. The signs
have no two that look alike in print, and none that a Vietnamese keyboard (Telex, VNI) changes:
no vowels, no d, no f j r s w x z, no l o 0 1.
"""

import secrets
from dataclasses import dataclass

from django.contrib.auth.hashers import Argon2PasswordHasher

SIGNS = "bcghkmnptv2345678"
GROUPS, LONG = 3, 5


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for one person. Never logged: ``repr`` leaves the password out."""

    username: str
    full_name: str
    unit: str
    password: str

    def __repr__(self) -> str:
        return f"Slip({self.username!r})"


class FirstHasher(Argon2PasswordHasher):
    """Argon2 with little work, for passwords that are long and random.

    Same algorithm as the settings' hasher, so the first sign-in verifies it and hashes it anew.
    """

    time_cost, memory_cost, parallelism = 1, 1024, 1


def new_password() -> str:
    """Return a random first password such as kbm4t-g7hcn-v2p6k."""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(LONG)) for _ in range(GROUPS))


def hashed(password: str) -> str:
    """Return what is stored of a first password."""
    hasher = FirstHasher()
    return hasher.encode(password, hasher.salt())
