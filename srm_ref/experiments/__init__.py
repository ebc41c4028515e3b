"""Every figure of the two papers, and of the ground where they meet: one module each, all of one shape.

Reading order: claims (the shape), registry (which there are), report (all on one page); then spotlight (the Spotlight
Resonance Method's), superposition (those of Toy Models of Superposition), meeting (where the two meet), and shared (what
several experiments use).
"""
