"""What a machine makes of it: every time beside its floor in the same run, never by itself."""
