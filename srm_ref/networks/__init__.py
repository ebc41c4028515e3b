"""Part IV: Functional forms, and privileged bases in trained networks.

Reading order: functional_forms (how each form maps, how its gradient comes back, which basis it privileges),
autoencoder (the network, its gradient by hand, training and snapshots), digits (embedded images, IDX files),
selectivity (grandmother neurons).

Arguments that mean the same everywhere
    parameters       a dict W1, bias1, .., WL, biasL of float64 arrays, W_l of shape (n_out, n_in)
    forms            one functional form for every hidden layer, of that layer's width
    features         (n_samples, n_pixels), finite; what the autoencoder is given and should answer
    basis            (n_basis, n_dims), rows of any lengths but zero
"""

from __future__ import annotations

from srm_ref.networks.autoencoder import (LAYER_SIZES, Training, bottleneck, forward, initial_parameters,
                                          loss_and_gradient, train)
from srm_ref.networks.digits import Digits, load_digits, load_idx, read_idx
from srm_ref.networks.functional_forms import FunctionalForm, elementwise, isotropic, overcomplete
from srm_ref.networks.selectivity import Selectivity, cone_members, cone_selectivity, top_samples

__all__ = ["LAYER_SIZES", "Training", "initial_parameters", "train", "bottleneck", "forward", "loss_and_gradient",
           "Digits", "load_digits", "load_idx", "read_idx", "FunctionalForm", "elementwise", "isotropic",
           "overcomplete", "Selectivity", "cone_members", "cone_selectivity", "top_samples"]
