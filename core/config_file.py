"""Changes one setting in ``config.toml`` and leaves every other character of the file as the person wrote it.

There is no library for that among ours, and one key a line needs none: the line is found, changed, and the whole
file read again. What comes out must be what went in but for that key; where it is not (values over several lines,
dotted keys), nothing is written and the person is told to edit the file.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from core.config import settings_in, table_in, text_of
from core.errors import UsageError
from core.files import replacing, why
from core.text import shown

if TYPE_CHECKING:
    from pathlib import Path

    from core.config import Settings

Value = bool | int | float | str | list[str] | dict[str, str]
"""What a setting can be in the file."""

_MARK = "\ufeff"
_HEADER = re.compile(r"^\s*\[\s*([\w-]+)\s*\]\s*(#.*)?$")
_BARE = re.compile(r"^[A-Za-z0-9_-]+$")


def literal(value: Value) -> str:
    """A value as TOML writes it."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case list():
            return f"[{', '.join(literal(one) for one in value)}]"
        case dict():
            pairs = (f"{_key(name)} = {literal(one)}" for name, one in value.items())
            return f"{{ {', '.join(pairs)} }}" if value else "{}"
        case _:
            return repr(value)


def _key(name: str) -> str:
    return name if _BARE.match(name) else literal(name)


def with_setting(text: str, section: str, key: str, value: Value | None) -> str:
    """The file's text with one setting changed; None takes it out, so that the default is in force again.

    Raises UsageError where that cannot be done without touching anything else.
    """
    if text.startswith(_MARK):
        return _MARK + with_setting(text.removeprefix(_MARK), section, key, value)
    wanted = _tables(text)
    if value is None:
        wanted.get(section, {}).pop(key, None)
    else:
        wanted.setdefault(section, {})[key] = value
    changed = _changed(text, section, key, value)
    try:
        is_same = _without_empty(_tables(changed)) == _without_empty(wanted)
    except UsageError:
        is_same = False
    if not is_same:
        raise UsageError(
            f"[{section}] {key} is written over several lines or in an unusual way: change it in the file itself."
        )
    return changed


def save_setting(path: Path, section: str, key: str, value: Value | None) -> Settings:
    """Change one setting in a file and return what is then in force; the file is made where there is none.

    The new file is read and checked before it takes the old one's place, at once. Raises UsageError for a value that
    is not allowed, and where the file cannot be written.
    """
    changed = with_setting(text_of(path), section, key, value)
    settings = settings_in(changed, path.name)
    try:
        with replacing(path) as file:
            file.write(changed.encode())
    except UnicodeEncodeError as error:
        raise UsageError(f"[{section}] {key} cannot hold that: it is no text.") from error
    except OSError as error:
        raise UsageError(f"{path.name} cannot be written: {why(error)}.") from error
    return settings


def _tables(text: str) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for name, content in table_in(text, "config.toml").items():
        if not isinstance(content, dict):
            raise UsageError(f"{shown(name, limit=40)!r} stands outside of any section: change it in the file itself.")
        found[name] = content
    return found


def _without_empty(tables: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    return {name: table for name, table in tables.items() if table}


def _changed(text: str, section: str, key: str, value: Value | None) -> str:
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    start = next((at for at, line in enumerate(lines) if (m := _HEADER.match(line)) and m[1] == section), None)
    if start is None:
        gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
        return text if value is None else f"{text}{gap}[{section}]\n{key} = {literal(value)}\n"
    end = next((at for at in range(start + 1, len(lines)) if lines[at].lstrip().startswith("[")), len(lines))
    own = re.compile(rf"^(\s*){re.escape(key)}(\s*=\s*)")
    at = next((at for at in range(start + 1, end) if own.match(lines[at])), None)
    if at is None:
        return (
            text
            if value is None
            else "".join([*lines[: start + 1], _ended(lines, start, key, value), *lines[start + 1 :]])
        )
    if value is None:
        return "".join([*lines[:at], *lines[at + 1 :]])
    found = own.match(lines[at])
    head = found[0] if found else f"{key} = "
    return "".join([*lines[:at], f"{head}{literal(value)}{_remark(lines[at][len(head) :])}", *lines[at + 1 :]])


def _ended(lines: list[str], start: int, key: str, value: Value) -> str:
    """A new line behind a section's header, which may be the last of the file and lack its end."""
    gap = "" if lines[start].endswith("\n") else "\n"
    return f"{gap}{key} = {literal(value)}\n"


def _remark(rest: str) -> str:
    """What follows a value in its line: the comment, and the line's end."""
    end = rest[len(rest.rstrip("\r\n")) :]
    quoted = re.match(
        r'\s*(?:"(?:[^"\\]|\\.)*"|\'[^\']*\'|\[[^\]#]*\]|\{[^}#]*\}|[^#"\'\[{]*?)(\s*#.*)?$', rest.rstrip("\r\n")
    )
    return (quoted[1] or "" if quoted else "") + end
