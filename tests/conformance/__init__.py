"""Implementations to verify: a right one in NumPy, ways to break it, other right ones, and programs in other languages."""
