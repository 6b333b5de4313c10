"""The pictures of the README, drawn from the demo by one command: ``make pictures``.

The real program against the local services, on a screen without a terminal; what stands in the pictures is
what a person sees who presses the same keys.
"""
