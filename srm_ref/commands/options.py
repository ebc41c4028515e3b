"""Which arguments do commands on activations share?

Contents: add_data_arguments, add_output_argument, read_data, whole_number.
"""

from __future__ import annotations

import argparse
from typing import Callable

import numpy as np

from srm_ref.checks import integer
from srm_ref.files import read_array
from srm_ref.geometry.bases import standard

__all__ = ["add_data_arguments", "add_output_argument", "read_data", "whole_number"]


def add_data_arguments(parser: argparse.ArgumentParser) -> None:
    """Add FILE, --basis, --epsilon and --out.

    Parameters
    ----------
    parser : argparse.ArgumentParser
    """
    parser.add_argument("file", metavar="FILE", help="activations, one sample a row: .npy, .npz (FILE.npz:NAME where "
                        "it holds several arrays) or .csv")
    parser.add_argument("--basis", default="standard", metavar="standard|FILE",
                        help="privileged directions: the coordinate axes (default), or a file with one direction a row")
    parser.add_argument("--epsilon", type=float, default=0.9, metavar="E",
                        help="cosine of the spotlight's half angle, in [-1, 1] (default 0.9)")
    add_output_argument(parser)


def add_output_argument(parser: argparse.ArgumentParser) -> None:
    """Add --out.

    Parameters
    ----------
    parser : argparse.ArgumentParser
    """
    parser.add_argument("--out", default="srm-ref-out", metavar="DIR",
                        help="the only place written to (default: ./srm-ref-out)")


def read_data(arguments: argparse.Namespace) -> tuple[np.ndarray, np.ndarray]:
    """Read the activations and the basis that `arguments` name.

    Parameters
    ----------
    arguments : argparse.Namespace
        As `add_data_arguments` makes it.

    Returns
    -------
    activations : ndarray, shape (n_samples, n_dims)
        Memory-mapped where the file is .npy.
    basis : ndarray, shape (n_basis, n_dims)

    Raises
    ------
    ValueError
        A file cannot be read, or the two differ in width.
    """
    activations = read_array(arguments.file)
    n_dims = activations.shape[1]
    if arguments.basis == "standard":
        return activations, standard(n_dims)
    basis = read_array(arguments.basis, "basis")
    if basis.shape[1] != n_dims:
        raise ValueError(f"basis: wanted {n_dims} columns, as {arguments.file!r} has; found {basis.shape[1]} in "
                         f"{arguments.basis!r}")
    return activations, np.asarray(basis)


def whole_number(low: int) -> Callable[[str], int]:
    """Make a parser of whole numbers >= `low`, for argparse.

    Parameters
    ----------
    low : int

    Returns
    -------
    callable
        From text to int; ArgumentTypeError for anything else.

    Examples
    --------
    >>> whole_number(1)("360")
    360
    """
    def parse(text: str) -> int:
        try:
            return integer(int(text), "number", low)
        except ValueError:
            raise argparse.ArgumentTypeError(f"wanted a whole number >= {low}; found {text!r}") from None
    return parse
