"""Pure readers: bytes or text in, records out. No network, clock, environment or database."""
