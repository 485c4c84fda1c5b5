"""What does a Shopify shop tell us?"""
