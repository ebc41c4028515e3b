"""Part III: toy models of superposition: more features than dimensions, and what gradient descent makes of them.

Reading order
    features, correlated_features     the data
    models                            the four models, with their gradients derived by hand
    training                          many instances at once, resumed bit for bit; which of them is kept
    measures                          what is stored in W: norms, interference, dimensionality
    polytopes, geometries             the arrangements, and which of them a trained W shows
    exact_loss                        the loss on ALL the data, without sampling noise
    exact_hessian                     its second derivatives, relu's kink included
    theory_linear, theory_counts, theory_pair, theory_triple, bounds, compression     what follows without training
    attacks                           how easily a model in superposition is fooled
    sparse_codes                      how to get features back out of the hidden numbers, and whether it was done
    arguments                         what these functions accept
    exact_loss_by_definition          loss, gradient and Hessian on one page, which shares no code with the fast ones
    exact, running                    back rooms: the integration behind exact_loss, and the training loop's kernel,
                                      state and checkpoints; skip them at first reading

Letters, one meaning each (words in signatures, letters in bodies)
    B, n, m     samples in a batch, features, hidden numbers
    X, T        a batch of features and its targets, samples in rows, (..., B, n)
    W, W1, W2   encoder and decoder: W1 (..., m, n), W2 (..., n, m); tied, W1 = W and W2 = W^T
    b, c        bias of the outputs, of the hidden numbers
    A, H        hidden numbers before and after the hidden map, (..., B, m)
    Z, Y        outputs before and after the output map, (..., B, n); one of them is z_i, y_i
    R           Y - T, the error of the outputs
    dV          the derivative of the loss by V, for any V
    G, F        Gram matrix W^T W, (..., n, n), and W W^T, (..., m, m)
    U           derivative of the expected loss by the entries of G
    M           1 - G, the error of the linear model without bias
    D           feature dimensionality
    I, S, p, v  importance, sparsity P(x_i = 0), density 1 - S, variance of a feature p/3 - p^2/4
    L, E        loss, expectation; E_K given that K is active
    K, k, C     a set of active features, its size, a subset of it
    J, Q, N     E relu(z)^2, the error of one active feature, of a pair of active features
In `compression` alone, which has no outputs, Z is the number of cells, as in the paper. In `sparse_codes` alone, where
H is coded once more, E and V are the encoder (k, m) and decoder (m, k) of k codes, P and C the codes before and after
the ReLU, b and c the biases of hidden numbers and of codes.

Arguments that mean the same everywhere; a leading instance axis, where there is one, is n_instances long
    W                      (..., n_hidden, n_features), feature i its column W_i
    parameters             a dict: "W" and "bias", (..., n_features); or those that a model's `shapes` names
    importance             (n_features,) or (n_instances, n_features), not negative
    sparsity, density      in [0, 1]: one number for all features, or one each, (n_features,)
    relative_importance    r > 0: the importance of the last feature over that of the others
    min_norm, min_overlap  not negative; features up to this norm, overlaps up to this size, count as none
    low                    features lie on [low, 1]: 0, or -1 for the absolute value model
    units, values          output units and their `Corners`, in the back room `exact`
Losses have shape () for one model, (n_instances,) for many; gradients have the keys and shapes of the parameters.
"""

from __future__ import annotations

from srm_ref.superposition.attacks import (attack_directions, attack_shift, attack_size, attacked_losses,
                                           baseline_increase, vulnerability)
from srm_ref.superposition.bounds import dimensions_for_recovery, least_frame_potential, welch_bound
from srm_ref.superposition.compression import compression_error, smooth_floor
from srm_ref.superposition.correlated_features import (anticorrelated_set_probability, correlated_set_probability,
                                                       joint_probability, partly_correlated_set_probability,
                                                       sample_anticorrelated_sets, sample_correlated_sets,
                                                       sample_partly_correlated_sets)
from srm_ref.superposition.exact_hessian import population_hessian
from srm_ref.superposition.exact_loss import (active_set_loss, active_set_loss_and_gradient, expected_relu_square,
                                              expected_relu_square_by_definition, population_loss,
                                              population_loss_and_gradient)
from srm_ref.superposition.exact_loss_by_definition import (population_hessian_by_definition,
                                                            population_loss_and_gradient_by_definition,
                                                            population_loss_by_definition)
from srm_ref.superposition.features import (active_set_probability, feature_batches, geometric_importance, log_spaced,
                                            sample_features)
from srm_ref.superposition.geometries import (canonical_plane, feature_groups, features_per_neuron, label_pair_solution,
                                              peak_count, pair_relation, rescaled_neurons, sort_into_geometries)
from srm_ref.superposition.measures import (coherence, dimensions_per_feature, feature_dimensionality, feature_norms,
                                            n_features_represented, frame_potential, gram_matrix, interference,
                                            is_represented, leverage_scores, relu_interference, normalised_overlaps,
                                            superposition_index)
from srm_ref.superposition.models import MODELS
from srm_ref.superposition.polytopes import POLYTOPES, Polytope, tegum_product
from srm_ref.superposition.sparse_codes import (Recovery, codes_of, dead_codes, initial_sparse_codes,
                                                lone_feature_objective, recovery, soft_threshold, sparse_objective,
                                                sparse_objective_and_gradient, sparse_objective_by_definition,
                                                tangential, train_sparse_codes)
from srm_ref.superposition.theory_counts import (interference_integral, losses_by_count, zero_active_loss,
                                                 one_active_loss, self_error)
from srm_ref.superposition.theory_linear import (best_linear_bias, best_linear_loss, best_linear_parameters,
                                                 constant_output_loss, feature_variance, linear_population_loss,
                                                 linear_population_loss_and_gradient, zero_output_loss)
from srm_ref.superposition.theory_pair import (PAIR_CANDIDATES, antipodal_loss, best_antipodal_bias, critical_density,
                                               pair_candidate_losses, pair_loss_without_bias, pair_phase)
from srm_ref.superposition.theory_triple import (SET_LAYOUTS, TRIPLE_CANDIDATES, set_layout_losses, triangle_loss,
                                                 triple_candidate_losses, triple_phase)
from srm_ref.superposition.training import best_of, evaluate, resume, select, train

__all__ = [
    "MODELS",
    "PAIR_CANDIDATES",
    "POLYTOPES",
    "SET_LAYOUTS",
    "TRIPLE_CANDIDATES",
    "Polytope",
    "Recovery",
    "active_set_loss",
    "active_set_loss_and_gradient",
    "active_set_probability",
    "anticorrelated_set_probability",
    "antipodal_loss",
    "attack_directions",
    "attack_shift",
    "attack_size",
    "attacked_losses",
    "baseline_increase",
    "best_antipodal_bias",
    "best_linear_bias",
    "best_linear_loss",
    "best_linear_parameters",
    "best_of",
    "canonical_plane",
    "codes_of",
    "coherence",
    "compression_error",
    "constant_output_loss",
    "correlated_set_probability",
    "critical_density",
    "dead_codes",
    "dimensions_for_recovery",
    "dimensions_per_feature",
    "evaluate",
    "expected_relu_square",
    "expected_relu_square_by_definition",
    "feature_batches",
    "feature_dimensionality",
    "feature_groups",
    "feature_norms",
    "feature_variance",
    "features_per_neuron",
    "n_features_represented",
    "frame_potential",
    "geometric_importance",
    "gram_matrix",
    "initial_sparse_codes",
    "interference",
    "interference_integral",
    "is_represented",
    "joint_probability",
    "label_pair_solution",
    "least_frame_potential",
    "leverage_scores",
    "linear_population_loss",
    "linear_population_loss_and_gradient",
    "peak_count",
    "log_spaced",
    "lone_feature_objective",
    "losses_by_count",
    "zero_active_loss",
    "one_active_loss",
    "self_error",
    "pair_candidate_losses",
    "pair_loss_without_bias",
    "pair_phase",
    "pair_relation",
    "partly_correlated_set_probability",
    "population_hessian",
    "population_hessian_by_definition",
    "population_loss",
    "population_loss_and_gradient",
    "population_loss_and_gradient_by_definition",
    "population_loss_by_definition",
    "relu_interference",
    "normalised_overlaps",
    "recovery",
    "rescaled_neurons",
    "resume",
    "sample_anticorrelated_sets",
    "sample_correlated_sets",
    "sample_features",
    "sample_partly_correlated_sets",
    "select",
    "set_layout_losses",
    "smooth_floor",
    "soft_threshold",
    "sort_into_geometries",
    "sparse_objective",
    "sparse_objective_and_gradient",
    "sparse_objective_by_definition",
    "superposition_index",
    "tangential",
    "tegum_product",
    "train",
    "train_sparse_codes",
    "triangle_loss",
    "triple_candidate_losses",
    "triple_phase",
    "vulnerability",
    "welch_bound",
    "zero_output_loss",
]
