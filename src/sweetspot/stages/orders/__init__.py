"""What was bought, cancelled and given back?"""
