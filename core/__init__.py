"""Everything about Slow Time that is true without a screen. Nothing here imports streamlit."""

import os

# Before NumPy is loaded: two threads that share small systems of equations wait for each other, and
# where all cores are busy an alarm that takes half a second of work was seen to take fifty.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
