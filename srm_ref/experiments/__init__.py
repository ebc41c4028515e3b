"""Every figure of the two papers, and of the ground where they meet: one module each, all of one shape.

Reading order: claims (the shape), registry (which there are), report (all on one page), then the experiments in the
registry's order; modules that are not in the registry are what several experiments share.
"""
