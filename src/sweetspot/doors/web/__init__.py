"""People: pages for the members of a workspace."""
