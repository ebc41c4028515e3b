"""The experiments of the Spotlight Resonance Method."""
