"""Tests by area; `builders` makes values, `conftest` keeps each test apart from the machine it runs on."""
