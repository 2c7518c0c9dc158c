"""Frames in, Plotly figures out; colours and sizes come from one template a mode."""
