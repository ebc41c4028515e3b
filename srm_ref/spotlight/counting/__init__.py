"""A back room: how the integers of `srm_ref.spotlight` are counted fast, ties included. Skip it at first reading."""
