"""Somebody else's store: its address, who asks it, and the marker that says which release of ours it holds."""
