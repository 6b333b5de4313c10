"""The program as a process, from outside: against the local services, over real HTTP."""
