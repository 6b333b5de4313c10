"""A home full of strangers' words, and the local services that know nothing but such words."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from core.adapters.login.tokens import Token, TokenFile
from core.config_file import literal
from core.states import Service
from tests.services import running_services
from tests.terminal.world import NAME, OTHER_NAME, hostile_world
from tests.tui.hostile import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.services import Running

_RULES = ("--lag-s", "0", "--units", "1000000", "--searches", "1000", "--playlists", "1000", "--no-fresh-conflicts")


@dataclass(frozen=True, slots=True)
class Stage:
    """The program's whole environment, and the services behind it."""

    home: Path
    environment: Mapping[str, str]
    services: Running


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A home that is signed in under hostile names and has hostile settings; its own path is hostile, too."""
    place = tmp_path_factory.mktemp("hostile") / "[bold] \x1b[31m"
    place.mkdir(mode=0o700)
    (place / "config.toml").write_text(settings(), encoding="utf-8")
    kept = {name: os.environ[name] for name in ("PATH", "TZ", "LANG") if name in os.environ}
    with running_services(*_RULES, world=hostile_world(), folder=place.parent) as services:
        sign_in(place, services)
        yield Stage(place, {**kept, "CROSSFADE_HOME": str(place), **services.environment}, services)


def settings() -> str:
    """A file of settings as a stranger would write it; allowances that are large enough."""
    keys = "".join(f"{json.dumps(name)} = 'f9'\n" for name in ("[/nope]", "\x1b]0;x\x07"))
    return (
        "[quota]\nunits_per_day = 1000000\nsearches_per_day = 1000\nplaylists_per_day = 1000\n"
        "[youtube]\nsettle_s = 0.2\n[spotify]\nspacing_s = 0\nenrich = false\n"
        f"client_id = {literal(HOSTILE[2] + HOSTILE[20])}\n[ui]\ntheme = {literal(HOSTILE[0])}\n[ui.keys]\n{keys}"
    )


def sign_in(home: Path, services: Running) -> None:
    """Keep tokens of both services, as a sign-in leaves them."""
    client = json.loads(services.client_secrets.read_text())["installed"]
    now = datetime.now(UTC)
    for service, account_id, name in (
        (Service.SPOTIFY, "account-of-listener", NAME),
        (Service.YOUTUBE, "UCchannel000000000000001", OTHER_NAME),
    ):
        is_google = service is Service.YOUTUBE
        given = services.sign_in(service.value)
        token = Token(
            given["access_token"],
            given["refresh_token"],
            expires_at=now + timedelta(hours=1),
            consented_at=now,
            client_id=client["client_id"] if is_google else "spotify-client-id",
            scopes=tuple(given["scope"].split()),
            account_id=account_id,
            account_name=name,
            token_uri=client["token_uri"] if is_google else None,
            client_secret=client["client_secret"] if is_google else None,
        )
        TokenFile(home / "tokens" / f"{service.value}.json", service=service).save(token)
