"""The bundled portal: an invented county's site, written by code and served on loopback.

Nothing here has a real counterpart. Every page says so, and every build gives the same bytes.
"""
