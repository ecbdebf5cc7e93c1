"""What the query page knows besides asking: forms for questions, results as pictures, queries in words and programs."""
