"""Question to answer: every sentence a source's own words, or checked against them."""
