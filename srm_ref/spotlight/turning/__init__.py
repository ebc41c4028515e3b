"""A back room: how the sums of a basis and of its rotations are computed from one product each. Skip it at first
reading."""
