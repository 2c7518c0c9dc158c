"""What leaves the group: frozen values, and the bytes they are rendered to."""
