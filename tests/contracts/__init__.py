"""One suite over both doors of the local services: HTTP through the real adapters, and the ports in process."""
