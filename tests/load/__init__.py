"""Thirty people in one meeting: clients that speak the app's own protocol, and what they waited."""
