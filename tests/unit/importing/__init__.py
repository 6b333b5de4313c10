"""Importing: where a listing goes on."""
