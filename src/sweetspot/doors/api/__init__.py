"""Programs: the REST API under `/api/v1`."""
