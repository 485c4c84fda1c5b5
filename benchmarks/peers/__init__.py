"""What the tracker is measured with, and against: load generators and other servers."""
