"""Can this audience be trusted, and why?"""
