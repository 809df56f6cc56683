"""The door for agents: search, ask, read and resolve as tools of the Model Context Protocol."""
