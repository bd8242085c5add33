"""What kind of document it is, and who reports, about what year, when."""
