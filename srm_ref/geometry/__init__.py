"""Part I: directions, planes, rotations. What the Spotlight Resonance Method turns, and on what sphere it turns it.

Reading order: vectors (lengths, directions, the frame of a plane), bivectors (the plane as an antisymmetric matrix),
rotations (turning by theta, three ways), bases (the sets of directions that may be privileged), sphere (how much of the
sphere one spotlight covers).
"""
