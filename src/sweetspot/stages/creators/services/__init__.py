"""What we do with creators: take in files, and everything else that writes."""
