"""The graph in pictures: flows of money, circles, deals over time, power, places; drawn on the server as SVG.

Each picture comes from a stored query, stands beside its data as a table, and goes out as an image and as CSV.
"""

from dorsale.pages.pictures.serve import graph_json, graph_xml, index, show, still, table

__all__ = ["graph_json", "graph_xml", "index", "show", "still", "table"]
