"""Who followed which link, and was it a person?"""
