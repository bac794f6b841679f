"""The guided first run: a new office, the sample office or a backup; no command line needed."""
