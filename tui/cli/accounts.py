"""``auth`` and ``disconnect``: signing in to the two services, and forgetting a sign-in."""

from __future__ import annotations

import os
import signal
import threading
import webbrowser
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from core.files import named_path
from core.states import Service
from tui.cli.exits import Exit
from tui.cli.invoke import perform
from tui.cli.options import FILE, json_option
from tui.cli.output import document, line, say
from tui.state.sign_in import MANNERS

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from core.session import Session
    from tui.build import Options
    from tui.state.sign_in import Manner


@click.group()
def auth() -> None:
    """Sign in to Spotify or YouTube.

    The browser opens by itself. With --no-browser the address is printed instead: open it anywhere, then paste
    the address you are sent to here, or let it reach 127.0.0.1 by itself.
    """


_no_browser = click.option("--no-browser", is_flag=True, help="Print the address instead of opening it.")


def _told(first: str, manner: Manner) -> str:
    """The help of a sign-in: what it does, what to know before, what to bring."""
    return f"{first}\n\n{manner.before}\n\n{manner.about}"


@auth.command("spotify", help=_told("Sign in to Spotify with the client ID of your own app.", MANNERS[Service.SPOTIFY]))
@click.option("--client-id", metavar="ID", help="The client ID of your own app; it is kept in the settings.")
@_no_browser
@json_option
@click.pass_obj
def auth_spotify(options: Options, *, client_id: str | None, no_browser: bool, as_json: bool) -> None:
    """Sign in to Spotify."""
    _sign_in(options, Service.SPOTIFY, no_browser=no_browser, as_json=as_json, client_id=client_id)


@auth.command(
    "youtube",
    help=_told("Sign in to YouTube with the client file of your Google project.", MANNERS[Service.YOUTUBE]),
)
@click.option(
    "--client-secrets",
    type=FILE,
    metavar="FILE",
    help="The client file of your own Google project; a copy is kept.",
)
@_no_browser
@json_option
@click.pass_obj
def auth_youtube(options: Options, *, client_secrets: Path | None, no_browser: bool, as_json: bool) -> None:
    """Sign in to YouTube."""
    _sign_in(options, Service.YOUTUBE, no_browser=no_browser, as_json=as_json, client_file=client_secrets)


def _sign_in(
    options: Options,
    service: Service,
    *,
    no_browser: bool,
    as_json: bool,
    client_id: str | None = None,
    client_file: Path | None = None,
) -> None:
    """Sign in, and end the process."""
    import asyncio

    from core.sign_in import SignIn

    pasted: asyncio.Queue[str] = asyncio.Queue()

    async def work(session: Session) -> Exit:
        def show_address(address: str) -> None:
            if as_json:
                line({"type": "address", "address": address})
            elif no_browser:
                say(address)
            else:
                say("Your browser opens to sign in. If it does not, open this address yourself:", address)
            if not no_browser:
                _open(address)
            _read_lines(asyncio.get_running_loop(), pasted)

        client = named_path(client_file) if client_file else None
        asked = SignIn(show_address, client_id=client_id, client_file=client, pasted=pasted)
        account = await session.sources.sign_in(service, asked)
        if as_json:
            line({"type": "signed_in", "service": service.value, "id": account.account_id, "name": account.name})
            return Exit.DONE
        say(f"Signed in to {_NAMES[service.value]} as {account.name or account.account_id}.")
        for connection in await session.sources.connections():
            if connection.service is service and connection.hint:
                say(connection.hint)
        return Exit.DONE

    perform(options, work, write=True)


_NAMES = {"spotify": "Spotify", "youtube": "YouTube"}
_LINE_MAX = 65_536


def _open(address: str) -> None:
    """Open the browser from a thread of its own, since some block until it is closed."""
    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _read_lines(loop: asyncio.AbstractEventLoop, lines: asyncio.Queue[str]) -> None:
    """Hand on what is typed or piped in, line by line. The end of the input is no answer."""

    def read() -> None:
        # Not through sys.stdin: its lock, held by a thread that waits for input, breaks the interpreter's end.
        rest = b""
        with suppress(OSError, RuntimeError):
            while chunk := os.read(0, 65_536):
                *whole, rest = (rest + chunk).split(b"\n")
                for typed in whole:
                    loop.call_soon_threadsafe(lines.put_nowait, typed.decode("utf-8", "replace"))
                rest = rest[-_LINE_MAX:]
            if rest:
                loop.call_soon_threadsafe(lines.put_nowait, rest.decode("utf-8", "replace"))

    if hasattr(signal, "SIGTTIN"):
        signal.signal(signal.SIGTTIN, signal.SIG_IGN)  # in the background there is nobody to type; go on without
    threading.Thread(target=read, daemon=True).start()


@click.command()
@click.argument("service", type=click.Choice(["spotify", "youtube"]))
@click.option("--purge", is_flag=True, help="Also delete what the database holds from it.")
@json_option
@click.pass_obj
def disconnect(options: Options, *, service: str, purge: bool, as_json: bool) -> None:
    """Forget a sign-in, and with --purge the data, too. Nothing changes at the service."""

    async def work(session: Session) -> Exit:
        await session.sources.sign_out(Service(service), purge=purge)
        if as_json:
            document({"service": service, "is_purged": purge})
            return Exit.DONE
        what = "sign-in and data are" if purge else "sign-in is"
        say(f"The {_NAMES[service]} {what} forgotten on this machine.")
        return Exit.DONE

    perform(options, work, write=True)


COMMANDS: tuple[click.Command, ...] = (auth, disconnect)
