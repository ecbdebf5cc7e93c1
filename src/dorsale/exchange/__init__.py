"""How does it fit into yours? Other people's stores, tables and graphs."""
