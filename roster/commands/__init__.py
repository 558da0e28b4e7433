"""The sub-commands of ``roster``, one to a file."""
