"""What we ask about creators: imports and what became of them, and everything else that reads."""
