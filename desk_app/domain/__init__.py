"""Rules of the desk: no SQL, no Qt, no HTTP, no files, no clock of its own."""
