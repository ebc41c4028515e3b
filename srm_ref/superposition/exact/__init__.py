"""A back room: the integration over the faces of a cube behind `srm_ref.superposition.exact_loss`."""
