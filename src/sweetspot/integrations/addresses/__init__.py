"""Files an operator supplies: in which country is a network address, and is it one of a data centre?"""
