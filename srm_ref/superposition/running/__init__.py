"""A back room: the kernel, the state and the checkpoints of the loop that `srm_ref.superposition.training` runs."""
