"""From a file to the store: readers, mappings, validation, batches."""
