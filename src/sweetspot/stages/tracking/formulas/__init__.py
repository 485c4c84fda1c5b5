"""What a click is, what a code or a short address may be called, and where a link may lead."""
