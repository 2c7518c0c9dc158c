"""Frames and values in, frames and values out: no clock, no store, no screen."""
