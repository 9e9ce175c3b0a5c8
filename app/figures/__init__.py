"""Seeing it: the figures of an organisation over twelve months, drawn, with what is behind each mark."""
