"""Everything about Slow Time that is true without a screen. Nothing here imports streamlit."""
