"""Who are the creators, and what have they posted?"""
