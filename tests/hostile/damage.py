"""Ways to damage any document, feed or page."""

from __future__ import annotations

import random


def cut_off(rng: random.Random, whole: bytes) -> bytes:
    return whole[: rng.randrange(1, len(whole))]


def flip_bytes(rng: random.Random, whole: bytes, size: float) -> bytes:
    flipped = bytearray(whole)
    for _ in range(int(200 * size) + 1):
        flipped[rng.randrange(len(flipped))] = rng.randrange(256)
    return bytes(flipped)


def shuffle_tags(rng: random.Random, whole: bytes) -> bytes:
    parts = whole.decode().split("<")
    rng.shuffle(parts)
    return "<".join(parts).encode()
