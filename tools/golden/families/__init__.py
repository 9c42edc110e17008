"""The families: textbook densities (densities, masses) and, for tools/golden/distributions.py, tables of their cdfs,
supports and points by what they live on (on_the_line, ...). integrals has what cuts an integral of a density well."""
