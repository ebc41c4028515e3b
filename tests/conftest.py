"""Hypothesis runs the same examples everywhere, so that a red test is red on every machine."""

from hypothesis import HealthCheck, settings

settings.register_profile("srm_ref", derandomize=True, deadline=None, max_examples=40,
                          suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("srm_ref")
