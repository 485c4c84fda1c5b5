"""What would a programme look like if its networks, its shop and its people were all invented?"""
