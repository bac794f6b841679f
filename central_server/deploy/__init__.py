"""Several machines that survive one another: their configuration, and the trial that proves it on one machine."""
