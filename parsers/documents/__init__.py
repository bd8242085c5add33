"""Readers: bytes of one document become a Page of blocks in reading order."""
