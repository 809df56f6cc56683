"""Settings, the composition root, the jobs' worker, the HTTP API and the page."""
