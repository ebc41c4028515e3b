"""The experiments of Toy Models of Superposition."""
