"""Rows for training and analysis."""
