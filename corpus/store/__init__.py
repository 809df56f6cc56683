"""The catalogue: the SQL database that is the truth, and the folder of source files."""
