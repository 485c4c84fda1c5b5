"""Sweetspot: a micro-influencer programme from the first list of creators to the last cent paid."""
