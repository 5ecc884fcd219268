"""Reading a file: what it is, which table stands in it, and what each cell says."""
