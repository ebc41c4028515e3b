"""Pictures that answer to sliders: the views. A view draws the numbers that it is given; what they are is said elsewhere.

Reading order: panel (controls beside a view), window (where it opens), then the views, one module for each.
"""
