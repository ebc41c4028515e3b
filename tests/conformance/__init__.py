"""Implementations to verify: a right one in NumPy, ways to break it, other right ones, programs in other languages."""
