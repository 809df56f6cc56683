"""Texts to vectors, vectors to nearest ids; knows no documents."""
