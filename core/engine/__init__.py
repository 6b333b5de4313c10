"""Carries out a plan: stages that take small turns, and writes that are intent, call and receipt."""
