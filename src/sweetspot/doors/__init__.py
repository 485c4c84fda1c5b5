"""Who comes in: people, programs, operators and shoppers."""
