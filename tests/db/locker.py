"""A process that takes the writer's lock on command: ``take``, ``drop``; it answers each with one line."""

from __future__ import annotations

import sys
from pathlib import Path

from core.errors import Busy
from db.lock import WriterLock


def say(word: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main() -> None:
    """Obey standard input until it ends."""
    lock = WriterLock(Path(sys.argv[1]))
    say("ready")
    for line in sys.stdin:
        if line.strip() == "drop":
            lock.release()
            say("dropped")
            continue
        try:
            lock.acquire()
            say("won")
        except Busy as busy:
            say(f"busy {busy.pid}")


if __name__ == "__main__":
    main()
