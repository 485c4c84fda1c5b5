"""Which creator brought this order?"""
