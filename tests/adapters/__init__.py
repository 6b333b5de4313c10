"""The clients of the services against small servers of our own, and against recorded answers."""
