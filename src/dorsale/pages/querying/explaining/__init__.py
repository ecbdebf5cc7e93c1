"""What a query asks, in words: a parser with places, readable names for variables, and sentences from the catalogue."""
