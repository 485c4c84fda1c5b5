"""What do we owe to whom, and why?"""
