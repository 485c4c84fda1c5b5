"""Whom should the budget go to?"""
