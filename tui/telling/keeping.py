"""What backups, restores and health checks are told in: sentences that the screen and the commands share.

No Textual, and nothing heavy: values in, words out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.telling.words import listed, plural

if TYPE_CHECKING:
    from core.backups.plan import RestorePlan
    from core.session import backups, health


def backup_reads(outlook: backups.Outlook) -> str:
    """What a backup reads and takes."""
    return (
        f"Reading {plural(outlook.playlists, 'playlist')} with {plural(outlook.items, 'item')} "
        f"for {plural(outlook.units, 'unit')}."
    )


def backup_question(outlook: backups.Outlook) -> str:
    """What is asked before a backup is made."""
    known = (
        f"about {plural(outlook.units, 'unit')} for {plural(outlook.playlists, 'playlist')} with "
        f"{plural(outlook.items, 'item')}, as YouTube was last seen"
        if outlook.playlists
        else "1 unit for 50 playlists and for 50 videos in them"
    )
    return (
        f"Every playlist of your channel is read in full, {known}, and written to a file with a checksum; a copy of "
        "the database lies beside it. Nothing on YouTube is changed."
    )


def backup_made(made: backups.Made) -> str:
    """What a backup came to, without its place."""
    return f"Saved {plural(made.playlists, 'playlist')} with {plural(made.items, 'item')}, {plural(made.units, 'unit')}"


def backup_parked(made: backups.Made) -> str:
    """Why a backup is not there yet."""
    return f"Today's units are used up; {plural(made.left, 'playlist is', 'playlists are')} left."


def restore_does(plan: RestorePlan) -> str:
    """What a restore writes: ``make 2 playlists anew and add 13 videos``."""
    made = sum(one.playlist_id is None for one in plan.needed)
    added = sum(len(one.missing) for one in plan.needed)
    does = [
        *([f"make {plural(made, 'playlist')} anew"] if made else []),
        *([f"add {plural(added, 'video')}"] if added else []),
    ]
    return listed(does) or "write nothing"


def restore_notes(plan: RestorePlan) -> list[str]:
    """What a restore leaves as it is, and what it cannot bring back; a sentence each, with raw titles."""
    whole = len(plan.restorations) - len(plan.needed)
    dead = sum(one.dead for one in plan.restorations)
    notes = []
    if whole:
        notes.append(f"{plural(whole, 'playlist')} of the backup {'misses' if whole == 1 else 'miss'} nothing.")
    if dead:
        notes.append(
            f"{plural(dead, 'missing video')} could not be played when the backup was made, and cannot be added."
        )
    notes += [f"{lost.title} is gone, and this backup holds its title alone." for lost in plan.left_out]
    return notes


def health_price(outlook: health.Outlook) -> str:
    """What a health check looks at and takes."""
    if not outlook.videos:
        return "No video is matched yet: there is nothing to look at."
    on = "The check that was begun goes on: " if outlook.is_going_on else "Looking at "
    return f"{on}{plural(outlook.videos, 'matched video')} for {plural(outlook.units, 'unit')}."


def health_parked(checked: health.Checked) -> str:
    """How far a check came, where it has to go on another day."""
    return f"Looked at {plural(checked.videos, 'video')}; today's units are used."


def health_unsure(checked: health.Checked) -> str:
    """What is to be done about videos that YouTube did not name; empty where it named all."""
    if not checked.unsure:
        return ""
    return (
        f"YouTube did not name {plural(checked.unsure, 'video')} this time. Look again in an hour: "
        "only what is not named then, either, counts as gone."
    )
