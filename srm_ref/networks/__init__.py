"""Part IV: Functional forms, and privileged bases in trained networks.

Reading order: functional_forms (how each form maps, how its gradient comes back, which basis it privileges), autoencoder
(the network, its gradient by hand, training and snapshots), digits (embedded images, IDX files), selectivity (grandmother
neurons).
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
