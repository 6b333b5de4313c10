"""The keys of the places that have many, a line each: key, action, name in the footer, meaning in help, id.

The id is what the settings name when they give an action another key; ``quiet`` ones stand in help and palette,
not in the footer.
"""

from __future__ import annotations

from textual.binding import Binding, BindingType


def key(keys: str, action: str, name: str, meaning: str, id: str) -> Binding:  # noqa: A002 - Textual's own name
    """A key that stands in the footer."""
    display = {
        "slash": "/",
        "c,enter": "c",
        "escape,b": "esc",
        "escape,w": "esc",
        "escape,e": "esc",
        "escape,h": "esc",
        "e,enter": "e",
        "a,enter": "a",
        "s,right": "s",
        "n,right": "n",
        "b,left": "b",
        "enter,n,right": "enter",
    }.get(keys)
    return Binding(keys, action, name, key_display=display, tooltip=meaning, id=id)


def quiet(keys: str, action: str, name: str, meaning: str, id: str) -> Binding:  # noqa: A002 - as above
    """A key that does not."""
    return Binding(keys, action, name, show=False, tooltip=meaning, id=id)


HOME: list[BindingType] = [
    key("i", "begin('import')", "import", "Read your Spotify library", "home.import"),
    key("m", "begin('match')", "match", "Find videos for new songs", "home.match"),
    key("s", "preview", "sync", "Preview a sync and its price", "home.sync"),
    key("r", "resume", "resume", "Go on where it stopped", "home.resume"),
    key("n", "start_over", "start over", "Cancel what is unfinished, plan anew", "home.over"),
    key("p", "pause", "pause", "Pause what runs", "home.pause"),
    quiet("w", "app.go('start')", "first start", "Step by step anew", "home.start"),
    quiet("enter", "choose", "do it", "Do what the cursor is on", "home.choose"),
    key("R", "reopen", "try again", "Open the database again", "home.reopen"),
]

CATEGORIES: list[BindingType] = [
    key("c,enter", "preview", "preview", "See what a sync would do", "categories.preview"),
    key("space", "turn('include')", "include", "Include or exclude", "categories.include"),
    key("l", "turn('protect')", "protect", "Protect: never touched by a sync", "categories.protect"),
    key("m", "turn('policy')", "mirror", "Only add, or mirror (also remove)", "categories.policy"),
    quiet("o", "turn('order')", "order", "Exact order, or append", "categories.order"),
    key("v", "mark", "mark", "Mark it, to change many at once", "categories.mark"),
    quiet("a", "mark_all", "all", "Mark all in sight, or none", "categories.mark_all"),
    quiet("escape", "unmark", "no marks", "Take all marks off", "categories.unmark"),
    quiet("e", "rename", "rename…", "Give it another title", "categories.rename"),
    quiet("g", "merge", "merge…", "Merge what is marked into this one", "categories.merge"),
    quiet("s", "sort", "sort", "By place, title, rows, adds, units", "categories.sort"),
    quiet("x", "replace", "replace", "Delete this old playlist after a sync, or not", "categories.replace"),
    key("u", "undo", "undo", "Take the last change back", "categories.undo"),
    key("slash", "filter", "filter", "Filter as you type", "categories.filter"),
]

FIRST_START: list[BindingType] = [
    quiet("enter", "choose", "do it", "Do what the cursor is on", "start.choose"),
    key("i", "begin('')", "Spotify", "Import from Spotify", "start.import"),
    key("f", "file", "file…", "Import a file or folder", "start.file"),
    key("s", "sign_in('spotify')", "Spotify…", "Sign in to Spotify", "start.spotify"),
    key("y", "sign_in('youtube')", "YouTube…", "Sign in to YouTube", "start.youtube"),
    key("y", "begin('youtube')", "YouTube", "Import your own YouTube playlists", "start.playlists"),
    key("p", "pause", "pause", "Pause after the page in hand", "start.pause"),
    key("r", "resume", "resume", "Go on where it stopped", "start.resume"),
    key("s", "sync", "sync", "Preview a sync and its price", "start.sync"),
    key("m", "match", "match", "Find videos for all songs", "start.match"),
    key("n,right", "next", "next", "Go on to the next step", "start.next"),
    key("b,left", "back", "back", "Back to the step before", "start.back"),
    key("escape", "later", "later", "Leave for Home; it opens here again", "start.later"),
    quiet("x", "finish", "skip all", "End it for good; the palette brings it back", "start.finish"),
]

CHOOSE: list[BindingType] = [
    key("enter,n,right", "go_on", "next", "On to the last step", "choose.next"),
    quiet("b,left", "go_back", "back", "Back to the import", "choose.back"),
]

PLAN_ROWS: list[BindingType] = [
    key("slash", "filter", "filter", "Filter as you type", "rows_of_plan.filter"),
    key("e", "export", "export…", "Write the plan into a CSV or JSON file", "rows_of_plan.export"),
    key("escape,b", "back", "back", "Back to the preview", "rows_of_plan.back"),
]

WHAT_IF: list[BindingType] = [
    key("enter", "try", "look at it", "Show that plan in the preview", "what_if.try"),
    key("escape,w", "back", "back", "Back to the preview", "what_if.back"),
]

PREVIEW: list[BindingType] = [
    key("c,enter", "confirm", "confirm…", "Say what will happen, and ask", "preview.go"),
    key("space", "change('include')", "include", "Include or exclude the category", "preview.include"),
    quiet("l", "change('protect')", "protect", "Protect it: never touched by a sync", "preview.protect"),
    quiet("m", "change('policy')", "mirror", "Only add, or mirror (also remove)", "preview.policy"),
    quiet("o", "change('order')", "order", "Exact order, or append", "preview.order"),
    quiet("a", "remake", "make again", "Make a vanished playlist again", "preview.again"),
    key("b", "rows", "browse", "Every write of the plan, one by one", "preview.rows"),
    key("w", "what_if", "what if", "Other choices, side by side", "preview.what_if"),
    quiet("d", "deletions", "deletions", "What if nothing is deleted", "preview.deletions"),
    quiet("escape", "real", "as it is", "Back from what is only tried out", "preview.real"),
    key("e", "export", "export…", "Write the plan into a CSV or JSON file", "preview.export"),
    key("g", "read", "read again", "Read what YouTube holds (1 unit a page)", "preview.read"),
]

PROBLEMS: list[BindingType] = [
    key("slash", "filter", "filter", "Filter as you type", "problems.filter"),
    key("y", "copy", "copy", "Copy all about it", "problems.copy"),
    key("t", "retry_one", "retry this…", "Try this one again, and only this", "problems.retry_one"),
    key("f", "retry_all", "retry all…", "Try all failed items again", "problems.retry_all"),
    key("escape,e", "back", "back", "Back to where you were", "problems.back"),
]

RUN: list[BindingType] = [
    key("p", "pause", "pause", "Pause after the operation in hand", "run.pause"),
    key("r", "resume", "resume", "Go on where it stopped", "run.resume"),
    key("x", "cancel", "cancel…", "Cancel; what is done stays done", "run.cancel"),
    key("e,enter", "problems", "problems", "Every problem: why, what was tried, what to do", "run.problems"),
    key("s", "summary", "summary", "What it came to so far", "run.summary"),
]

HISTORY: list[BindingType] = [
    key("enter", "summary", "summary", "What this run came to", "history.summary"),
    key("e", "problems", "problems", "What went wrong in it, and why", "history.problems"),
    key("b", "backups", "backups", "Backups of your channel, and what they bring back", "history.backups"),
]

BACKUPS: list[BindingType] = [
    key("enter", "restore", "restore…", "See what it would bring back, and its price", "backups.restore"),
    key("n", "make", "new backup…", "Save every playlist of your channel now", "backups.make"),
    key("y", "copy", "copy path", "Copy where the file lies", "backups.copy"),
    key("escape,b", "back", "back", "Back to the history", "backups.back"),
]

RESTORE: list[BindingType] = [
    key("c,enter", "confirm", "confirm…", "Say what will happen, and ask", "restore.confirm"),
    key("g", "read", "read again", "Read what YouTube holds (1 unit a page)", "restore.read"),
    key("escape,b", "back", "back", "Back to the backups", "restore.back"),
]

SUMMARY: list[BindingType] = [
    key("f", "retry", "retry failed…", "Try the failed items again, only those", "summary.retry"),
    key("r", "resume", "resume", "Go on where it stopped", "summary.resume"),
    key("e,enter", "problems", "problems", "Every problem: why, what was tried, what to do", "summary.problems"),
    key("o", "open", "open", "Open the playlist under the cursor in a browser", "summary.open"),
    key("y", "copy", "copy link", "Copy the playlist's link", "summary.copy"),
    key("s", "preview", "preview", "Preview the next sync", "summary.preview"),
    key("escape,h", "home", "back", "Back", "summary.home"),
]

SETTINGS: list[BindingType] = [
    key("enter", "change", "change…", "Change the setting under the cursor", "settings.change"),
    key("d", "default", "default", "Back to its default", "settings.default"),
    key("t", "colours", "colours", "Try other colours, and keep the ones you choose", "settings.colours"),
    key("e", "editor", "edit file", "Open the file in your own editor ($EDITOR)", "settings.editor"),
    key("slash", "filter", "filter", "Filter as you type", "settings.filter"),
]

REVIEW: list[BindingType] = [
    key("a,enter", "accept", "accept", "This video is right", "review.accept"),
    key("n", "next", "next", "Look at the next candidate", "review.next"),
    key("v", "link", "link…", "Name the right video by link or id", "review.link"),
    key("x", "deny", "none", "YouTube does not have it", "review.none"),
    key("s,right", "step(1)", "later", "Leave it for later", "review.later"),
    quiet("b,left", "step(-1)", "back", "Back to the one before", "review.back"),
    key("o", "open", "open", "Open the candidate in a browser", "review.open"),
    key("u", "undo", "undo", "Take the last decision back", "review.undo"),
    key("h", "health", "dead", "Which matched videos died", "review.health"),
]

HEALTH: list[BindingType] = [
    key("c", "check", "look now…", "Look at every matched video, 50 for 1 unit", "health.check"),
    key("a", "accept", "take other", "Take the video that the matcher would take instead", "health.accept"),
    key("v", "link", "link…", "Name another video by link or id", "health.link"),
    key("o", "open", "open", "Open what could take its place in a browser", "health.open"),
    key("u", "undo", "undo", "Take the last decision back", "health.undo"),
    key("enter", "review", "review", "Show the song in Review", "health.review"),
    key("escape,h", "back", "back", "Back to the review", "health.back"),
]
