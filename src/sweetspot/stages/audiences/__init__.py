"""Who are the people behind a creator's numbers, and are they the people the brand looks for?"""
