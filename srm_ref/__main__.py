"""`python -m srm_ref` is the same as `srm-ref`."""

from srm_ref.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
