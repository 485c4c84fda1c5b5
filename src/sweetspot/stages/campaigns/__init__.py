"""Who works with us, on what, and on which terms?"""
