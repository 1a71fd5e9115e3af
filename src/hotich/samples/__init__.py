"""Synthetic registers: drawn books with wear and a known truth, for demo, tests, benchmarks."""
