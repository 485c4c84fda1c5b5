"""Which creators reach most people for a budget, how many that is, and what a creator costs."""
