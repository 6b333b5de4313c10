"""The sample world of the demo: an invented YouTube and an invented person's Spotify, as text files, and their reader.

``catalogue.txt`` came first and knows of no recording; ``library.txt`` and ``channel.txt`` are what one person
keeps. Nothing links a track to a video.
"""
