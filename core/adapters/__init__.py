"""The world outside: clients of the two services, sign-in, the clock. Only the composition root imports from here."""
