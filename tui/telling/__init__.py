"""What screens and commands tell in the same words: states, reasons, troubles, corrections, backups, exports."""
