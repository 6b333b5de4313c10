"""Pages of the unofficial search, as the web player of YouTube Music is sent them."""

from __future__ import annotations


def page(*rows: object) -> dict[str, object]:
    """A page of songs as the web player is sent it, without all that nobody reads."""
    shelf = {"musicShelfRenderer": {"title": {"runs": [{"text": "Songs"}]}, "contents": list(rows)}}
    content = {"sectionListRenderer": {"contents": [shelf]}}
    return {"contents": {"tabbedSearchResultsRenderer": {"tabs": [{"tabRenderer": {"content": content}}]}}}


def song(
    video: str,
    title: str,
    *,
    artists: tuple[str, ...] = ("Lamp Post",),
    album: str | None = "Streetlight",
    length: str = "3:21",
    kind: str = "MUSIC_VIDEO_TYPE_ATV",
    is_grey: bool = False,
) -> dict[str, object]:
    """A row of such a page."""
    config = {"watchEndpointMusicConfig": {"musicVideoType": kind}}
    watch = {"watchEndpoint": {"videoId": video, "watchEndpointMusicSupportedConfigs": config}}
    said: list[object] = []
    for name in artists:
        said += [_run(name, "UClamp000000000000000001"), _run(" & ")]
    said[-1:] = [_run(" • ")]
    said += [_run(album, "MPREb_streetlight"), _run(" • ")] if album else []
    said.append(_run(length))
    row: dict[str, object] = {
        "flexColumns": [_column(_run(title)), _column(*said)],
        "overlay": {
            "musicItemThumbnailOverlayRenderer": {
                "content": {"musicPlayButtonRenderer": {"playNavigationEndpoint": watch}}
            }
        },
    }
    if is_grey:
        row["musicItemRendererDisplayPolicy"] = "MUSIC_ITEM_RENDERER_DISPLAY_POLICY_GREY_OUT"
    return {"musicResponsiveListItemRenderer": row}


def _run(text: str, browse: str | None = None) -> dict[str, object]:
    return {"text": text} | ({"navigationEndpoint": {"browseEndpoint": {"browseId": browse}}} if browse else {})


def _column(*runs: object) -> dict[str, object]:
    return {"musicResponsiveListItemFlexColumnRenderer": {"text": {"runs": list(runs)}}}
