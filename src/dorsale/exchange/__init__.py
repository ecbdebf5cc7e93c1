"""How does it fit into yours? Lists matched, tables and property graphs, other stores, and tools for agents.

Each way stands in a module of its own and is imported from there, so that none waits for what another one needs.
"""
