"""Floor 5: what runs by itself: sweeps, retention, the worker's loop."""
