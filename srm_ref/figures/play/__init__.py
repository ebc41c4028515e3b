"""Pictures that answer to sliders: the views. A view draws the numbers that it is given, and says nothing of its own.

Reading order: panel (controls beside a view), window (where it opens), then the views, one module for each: ten_points,
turned_form, five_features, two_features, pentagon_or_pairs, own_activations.
"""
