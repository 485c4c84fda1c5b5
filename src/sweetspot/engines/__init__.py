"""Where big questions run, and how rows of one workspace are kept from another."""
