"""The pure model of the local services, piece by piece."""
