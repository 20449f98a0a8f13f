"""Leaving, for a face: the checklist over a vault. The engine is `migrator.leave`; here it meets journal and exports."""
