"""How does it fit into yours? A list of one's own is matched with the record, by a command and by a service."""
