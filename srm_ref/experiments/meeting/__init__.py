"""The experiments where the two papers meet: the spotlight on the toy models."""
