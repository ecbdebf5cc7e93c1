"""How does it fit into yours? Match, tables, push, sync, and tools for agents."""
