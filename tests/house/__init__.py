"""The law of the house, kept by machine: imports, requirement files, the package that people install."""
