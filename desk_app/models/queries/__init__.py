"""What is asked of the store, one class per subject; plain frozen values come back, never rows of a library."""
