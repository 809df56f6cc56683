"""What a policy document is and where it is kept: types, numbering, text forms, words, catalogue, indexes of words."""
