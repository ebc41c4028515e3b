"""A back room: how the sums of a basis and of its rotations are had from one product each. Skip it at first reading."""
