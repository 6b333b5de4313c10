"""What the first start shows: the line of its steps, a sentence for each, and what can be done there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.reactive import reactive

from core.states import CollectionKind, Phase, Service, StartStep
from core.text import titled
from tui.state.journey import STEPS
from tui.telling.words import plural
from tui.widgets.drawn import Drawn, Part, cell, line
from tui.widgets.overview import Offer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.content import Content

    from core.model import Collection, Connection
    from core.progress import RunView

_WIDE = 72

TITLES: dict[StartStep, str] = {
    StartStep.WELCOME: "Welcome",
    StartStep.COLOURS: "Colours",
    StartStep.CONNECT: "Connect",
    StartStep.IMPORT: "Import",
    StartStep.CHOOSE: "Choose",
    StartStep.READY: "Ready",
}

_LESSONS: dict[StartStep, str] = {
    StartStep.WELCOME: (
        "Crossfade mirrors your music into YouTube playlists: it reads your library, finds the videos, shows what a "
        "sync would do and cost, and then does it. Nothing is changed anywhere until you confirm a plan. Only curious? "
        "'crossfade demo' shows all of it without any account."
    ),
    StartStep.COLOURS: "Move with ↑ and ↓ to try colours; those in sight are kept, and n goes on.",
    StartStep.CONNECT: (
        "Connect YouTube to write playlists, and Spotify to read your library, now or later. Each needs an app of your "
        "own; Spotify asks its owner for Premium. Without Spotify, import files or your own YouTube playlists."
    ),
    StartStep.IMPORT: "Read your library, from Spotify or from files of yours; a file may be dropped on the window.",
    StartStep.CHOOSE: "Each line becomes a playlist: space takes it out or in, e renames it, enter goes on.",
    StartStep.READY: "All is ready: a preview shows what a sync would do and cost, and asks before anything is sent.",
}
_READING = "Once all of it is read, choosing what becomes a playlist comes up by itself."
_NOT_READY = (
    "There is no library yet: i on Home imports from Spotify, Sources (2) from files, and then s previews a sync."
)


@dataclass(frozen=True, slots=True)
class Told:
    """Which step it is, and what was found so far, or is being done; empty where there is nothing to tell."""

    step: StartStep
    found: str = ""
    has_library: bool = False
    is_reading: bool = False


class Guide(Drawn):
    """Where one stands among the steps, and what this one is for. ``is_close``: without room between the two."""

    told: reactive[Told | None] = reactive(None, layout=True)

    def __init__(self, *, is_close: bool = False) -> None:
        super().__init__()
        self._between = [] if is_close else [line("")]

    def lines(self, width: int) -> list[Content]:
        """The line of steps, then what was found and the step's sentence, wrapped."""
        if self.told is None:
            return []
        step, found = self.told.step, self.told.found
        sentence = _READING if self.told.is_reading else _LESSONS[step]
        if step is StartStep.READY and not self.told.has_library:
            sentence = _NOT_READY
        whole = line(
            (found, "$success bold"), ". " if found and not found.endswith("…") else " " if found else "", sentence
        )
        return [_steps(step, width), *self._between, *whole.wrap(max(1, width)), *self._between]


def _steps(step: StartStep, width: int) -> Content:
    """Every step with its sign; in a narrow window this one and the next."""
    at = STEPS.index(step)
    where = f"step {at + 1} of {len(STEPS)}"
    if width < _WIDE:
        ahead = f", then {TITLES[STEPS[at + 1]]}" if at + 1 < len(STEPS) else ""
        return line(("▸ ", "$accent"), (TITLES[step], "$accent bold"), (f" · {where}{ahead}", "$muted"))
    parts: list[Part] = []
    for number, one in enumerate(STEPS):
        sign, colour = ("✓", "$success") if number < at else ("▸", "$accent") if number == at else ("·", "$muted")
        parts += [(f"{sign} ", colour), (f"{TITLES[one]}  ", "$accent bold" if number == at else "$muted")]
    return line(cell(line(*parts), width - len(where)), (where, "$muted"))


def found_in(collections: Sequence[Collection]) -> str:
    """``1,204 songs found, 31 playlists found``; empty where there is no library."""
    liked = sum(one.source_rows for one in collections if one.kind is CollectionKind.LIKED)
    lists = [one for one in collections if one.kind is not CollectionKind.LIKED and one.gone_at is None]
    said = [f"{plural(liked, 'song')} found"] if liked else []
    return ", ".join([*said, f"{plural(len(lists), 'playlist')} found"] if lists else said)


def found_by(view: RunView) -> str:
    """The same while an import is at work, as soon as there is something to count; before it what it does."""
    songs, lists = view.job(Phase.LIKED_SONGS), view.job(Phase.PLAYLISTS)
    said = [f"{plural(songs.total or songs.done, 'song')} found"] if songs and (songs.total or songs.done) else []
    said += [f"{plural(lists.total or lists.done, 'playlist')} found"] if lists and (lists.total or lists.done) else []
    return ", ".join(said)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All that decides what can be done at a step. ``busy`` says why nothing may be started; empty where it may."""

    connections: tuple[Connection, ...] = ()
    found: str = ""
    busy: str = ""
    can_resume: bool = False
    is_active: bool = False
    is_plain: bool = False

    def who(self, service: Service) -> str:
        """As whom the person is signed in to a service, to show; empty where they are not."""
        found = next((one.account for one in self.connections if one.service is service), None)
        return titled(found.name, found.account_id) if found else ""


def offers(step: StartStep, around: Surroundings) -> tuple[Offer, ...]:
    """What can be done at a step, the likeliest first. Colours that can be tried are a list of their own."""
    match step:
        case StartStep.WELCOME:
            return (
                Offer("n", "Begin", "five short steps, each can be skipped", "next"),
                Offer("x", "Skip all of it", "Ctrl-P and First start bring it back", "finish"),
            )
        case StartStep.COLOURS:
            why = "NO_COLOR is set: your terminal's own stay" if around.is_plain else ""
            return (Offer("n", "Go on", why, "next"),)
        case StartStep.CONNECT:
            return (_account("s", Service.SPOTIFY, around), _account("y", Service.YOUTUBE, around), _onward(around))
        case StartStep.IMPORT:
            return _imports(around)
        case StartStep.CHOOSE | StartStep.READY:
            empty = "" if around.found else "import first: b"
            unknown = "" if around.who(Service.YOUTUBE) else "connect YouTube first: a"
            return (
                Offer("s", "Preview a sync", "what it would do and cost; asks first", "sync", empty),
                Offer("m", "Find videos", "search for all songs now", "match", empty or unknown or around.busy),
                Offer("n", "Home", "s previews and m searches from there, too", "next"),
            )


def _account(key: str, service: Service, around: Surroundings) -> Offer:
    name = {Service.SPOTIFY: "Spotify", Service.YOUTUBE: "YouTube"}[service]
    what = {Service.SPOTIFY: "read your library", Service.YOUTUBE: "write playlists"}[service]
    who = around.who(service)
    return Offer(key, f"✓ {name}" if who else f"· {name}", who or what, f"sign_in('{service.value}')")


def _onward(around: Surroundings) -> Offer:
    names = {Service.SPOTIFY: "Spotify", Service.YOUTUBE: "YouTube"}
    missing = [name for service, name in names.items() if not around.who(service)]
    what = "a file can be imported without any account" if missing else "both are connected"
    return Offer("n", "Go on", what, "next")


def _imports(around: Surroundings) -> tuple[Offer, ...]:
    spotify = "" if around.who(Service.SPOTIFY) else "connect it first: b"
    youtube = "" if around.who(Service.YOUTUBE) else "connect it first: b"
    onward = "reading goes on by itself" if around.is_active else around.found or "Home and Sources import later, too"
    first = [Offer("r", "Go on with it", "where the import stopped", "resume")] if around.can_resume else []
    last = [Offer("p", "Pause", "it goes on where it stopped", "pause")] if around.is_active else []
    return (
        *first,
        Offer("i", "From Spotify", "liked songs and playlists, read only", "begin('')", spotify or around.busy),
        Offer("f", "A file or folder…", "Spotify's data, Exportify, Takeout, M3U8…", "file", around.busy),
        Offer(
            "y", "From YouTube", "your own playlists, 1 unit for 50 rows", "begin('youtube')", youtube or around.busy
        ),
        Offer("n", "Go on", onward, "next"),
        *last,
    )


def is_settled(offer: Offer) -> bool:
    """Whether nothing is left to do there, or nothing can be done yet."""
    return bool(offer.why_not) or offer.name.startswith("✓")
