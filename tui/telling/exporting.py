"""Writes a plan into a file that people own: a table for spreadsheets, or a document for programs."""

from __future__ import annotations

import csv
import io
import json
import os
from typing import TYPE_CHECKING

from core.errors import UsageError
from core.files import named, replacing, telling
from core.planning.describe import preview_document
from core.text import safe_csv
from tui.state.plan_rows import PlanRows

if TYPE_CHECKING:
    from pathlib import Path

    from core.planning.plan import Plan
    from core.ports import QuotaCalendar

COLUMNS = ("what", "title", "category", "video_id", "playlist_id", "units")


def as_table(plan: Plan) -> str:
    """The plan's writes as CSV, safe for spreadsheets."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in PlanRows(plan):
        cells = (row.kind.value, row.label, row.category, row.video_id, row.playlist_id)
        writer.writerow([*(safe_csv(one) for one in cells), row.units])
    return text.getvalue()


def as_document(plan: Plan, calendar: QuotaCalendar) -> str:
    """What ``preview --json`` prints, with every write beside it."""
    rows = [
        {"what": row.kind.value, "title": row.label, "category": row.category, "video_id": row.video_id,
         "playlist_id": row.playlist_id, "units": row.units}
        for row in PlanRows(plan)
    ]  # fmt: skip
    return json.dumps({**preview_document(plan, calendar), "writes": rows}, indent=1) + "\n"


def write_plan(path: Path, plan: Plan, calendar: QuotaCalendar) -> int:
    """Write it as the file's ending says, for the owner's eyes; returns the number of writes in it.

    Raises UsageError, one sentence, where that is not possible; a file that is there is not overwritten.
    """
    if path.suffix.lower() not in (".csv", ".json"):
        message = "The file's name must end in .csv or .json."
        raise UsageError(message)
    text = as_table(plan) if path.suffix.lower() == ".csv" else as_document(plan, calendar)
    if os.path.lexists(path):
        message = f"{named(path)} is there already: choose another name."
        raise UsageError(message)
    with telling(path, "written"), replacing(path) as file:
        file.write(text.encode("utf-8", "replace"))
    return PlanRows(plan).total
