"""Speed, each figure as a ratio to a floor measured in the same run: the same work without our code."""

import os

# Measured stores keep their keys in a file of their own; the keyring and home of whoever measures stay untouched.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
