"""The rules of the house, as data: standard library and `transitions`, nothing else."""
