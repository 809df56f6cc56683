"""Who may do what: roles, keys, a trusted proxy, the table of routes, rates, and the trail of what was done."""
