"""Bytes of any format to blocks, in a guarded child process."""
