"""Targets that a coverage-guided fuzzer drives in this process, and the command that runs one."""
