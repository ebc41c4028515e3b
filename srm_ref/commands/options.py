"""Which arguments do commands on activations share?

Contents: add_data_arguments, add_output_argument, read_data, read_basis, centred, privileged_angle, whole_number.
"""

from __future__ import annotations

import argparse
from typing import Callable

import numpy as np

from srm_ref.checks import counted, integer, real_array
from srm_ref.files import read_array
from srm_ref.geometry.bases import standard
from srm_ref.geometry.vectors import unit

__all__ = ["add_data_arguments", "add_output_argument", "read_data", "read_basis", "centred", "privileged_angle",
           "whole_number"]

_ROUNDING = 4 * np.finfo(float).eps  # tolerance of a mean, relative to the largest number
LARGEST_GRAM = 2048  # most basis vectors of which all angles are computed


def add_data_arguments(parser: argparse.ArgumentParser, several: bool = False) -> None:
    """Add FILE, --basis, --epsilon, --centre and --out.

    Parameters
    ----------
    parser : argparse.ArgumentParser
    several : bool
        More than one FILE may be given; the argument is then `files`.
    """
    parser.add_argument("files" if several else "file", metavar="FILE", nargs="+" if several else None,
                        help="activations, one sample per row: .npy, .npz (FILE.npz:NAME where "
                        "it holds several arrays) or .csv")
    parser.add_argument("--basis", default="standard", metavar="standard|FILE",
                        help="privileged directions: the coordinate axes (default), or a file, one direction per row")
    parser.add_argument("--epsilon", type=float, default=0.9, metavar="E",
                        help="cosine of the spotlight's half angle, in [-1, 1] (default 0.9)")
    parser.add_argument("--centre", action="store_true", help="first subtract the mean over samples")
    add_output_argument(parser)


def add_output_argument(parser: argparse.ArgumentParser) -> None:
    """Add --out.

    Parameters
    ----------
    parser : argparse.ArgumentParser
    """
    parser.add_argument("--out", default="srm-ref-out", metavar="DIR",
                        help="directory of all results but for files that you name (default: ./srm-ref-out)")


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
    basis = read_basis(arguments.basis, activations.shape[1], arguments.file)
    return centred(activations) if arguments.centre else activations, basis


def read_basis(name: str, n_dims: int, file: str) -> np.ndarray:
    """Read the basis that is named on the command line.

    Parameters
    ----------
    name : str
        "standard", or a file.
    n_dims : int
        Width of the activations.
    file : str
        Their name, for the message.

    Returns
    -------
    ndarray, shape (n_basis, n_dims)

    Raises
    ------
    ValueError
        The file cannot be read, or has another width.
    """
    if name == "standard":
        return standard(n_dims)
    basis = read_array(name, "basis")
    if basis.shape[1] != n_dims:
        raise ValueError(f"basis: wanted {counted(n_dims, 'column')}, as {file!r} has; found {basis.shape[1]} in "
                         f"{name!r}")
    return np.asarray(basis)


def centred(activations: np.ndarray) -> np.ndarray:
    """Subtract the mean over samples, in memory.

    Parameters
    ----------
    activations : ndarray, shape (n_samples, n_dims)
        Finite numbers.

    Returns
    -------
    ndarray, shape (n_samples, n_dims)
        Rows that equal the mean up to rounding become zero.

    Raises
    ------
    ValueError
        NaN or infinity.

    Examples
    --------
    >>> centred(np.array([[1, 5], [3, 5]])).tolist()
    [[-1.0, 0.0], [1.0, 0.0]]
    """
    rows = real_array(activations, "activations", ("n_samples", "n_dims"))
    scale = np.ldexp(0.5, np.frexp(np.abs(rows).max())[1])  # a power of two: dividing by it rounds nothing
    less = rows / scale - (rows / scale).mean(axis=0)
    less[np.abs(less).max(axis=1) <= _ROUNDING * len(rows)**0.5] = 0.0
    return less * scale


def privileged_angle(basis: np.ndarray, name: str) -> float:
    """Return the angle between a and b if it is the same in all planes of the basis, to mark both in a picture.

    Parameters
    ----------
    basis : ndarray, shape (n_basis, n_dims)
    name : str
        As given on the command line: "standard" needs no computing.

    Returns
    -------
    float
        Radians in (0, pi); nan if the planes differ, if there is none, or if there are too many.

    Raises
    ------
    ValueError
        A zero row.

    Examples
    --------
    >>> round(float(np.degrees(privileged_angle(np.array([[1, 0], [0, 1], [-1, 0], [0, -1]]), "axes.npy"))), 6)
    90.0
    >>> privileged_angle(np.array([[1, 0], [0, 1], [1, 1]]), "oblique.npy")
    nan
    """
    if name == "standard":
        return np.pi / 2
    if not 2 <= len(basis) <= LARGEST_GRAM:
        return np.nan
    rows = unit(basis, "basis")
    cosines = (rows @ rows.T)[np.triu_indices(len(rows), 1)]
    cosines = cosines[np.abs(cosines) < 1 - 1e-9]  # (anti)parallel pairs span no plane
    return float(np.arccos(cosines.mean())) if len(cosines) and np.ptp(cosines) < 1e-9 else np.nan


def whole_number(low: int) -> Callable[[str], int]:
    """Make a parser of whole numbers >= `low`, for argparse.

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
