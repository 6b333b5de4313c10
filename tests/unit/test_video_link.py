"""Which video a pasted text means, and which texts mean none."""

from __future__ import annotations

import pytest

from core.errors import UsageError
from core.text import shown
from core.video_link import link_to, video_in, video_or_refusal
from tests.tui.hostile import HOSTILE

ID = "dQw4w9WgX-_"


@pytest.mark.parametrize(
    "text",
    [
        ID,
        f"  {ID}\n",
        f"https://www.youtube.com/watch?v={ID}",
        f"https://www.youtube.com/watch?list=PL1&v={ID}&t=42s#here",
        f"http://youtube.com/watch?v={ID}",
        f"https://m.youtube.com/watch?v={ID}&pp=x",
        f"https://music.youtube.com/watch?v={ID}&si=abc",
        f"https://youtu.be/{ID}?t=7",
        f"https://www.youtube.com/shorts/{ID}",
        f"https://youtube.com/shorts/{ID}?feature=share",
        f"https://www.youtube.com/embed/{ID}",
        f"https://www.youtube-nocookie.com/embed/{ID}?rel=0",
        f"https://www.youtube.com/live/{ID}",
        f"www.youtube.com/watch?v={ID}",
        f"youtu.be/{ID}",
        f"HTTPS://WWW.YOUTUBE.COM/watch?v={ID}",
        f"https://www.youtube.com:443/watch?v={ID}",
    ],
)
def test_every_form_of_a_link_and_the_bare_id_are_understood(text: str) -> None:
    assert video_in(text) == video_or_refusal(text) == ID


@pytest.mark.parametrize(
    "text",
    [
        "none",
        ID[:-1],
        ID + "x",
        "https://www.youtube.com/",
        "https://www.youtube.com/watch",
        "https://www.youtube.com/watch?v=",
        f"https://www.youtube.com/watch?v={ID}x",
        f"https://www.youtube.com/playlist?list={ID}",
        f"https://www.youtube.com/@{ID}",
        f"https://youtube.com.evil.example/watch?v={ID}",
        f"https://evil.example/watch?v={ID}",
        f"https://evil.example/?u=youtu.be/{ID}",
        f"javascript://www.youtube.com/watch?v={ID}",
        f"file:///watch?v={ID}",
        "https://[::1/watch?v=x",
        f"https://youtu.be/{ID}/../../x?{'y' * 3_000}",
        *(title[:5_000] for title in HOSTILE),
    ],
)
def test_anything_else_is_refused_in_one_clean_sentence(text: str) -> None:
    assert video_in(text) is None
    with pytest.raises(UsageError) as refusal:
        video_or_refusal(text)
    said = str(refusal.value)
    assert said.endswith("is no YouTube video: paste its link, or its id of 11 characters.")
    assert len(said) < 160
    assert shown(said) == said


def test_the_link_of_a_video_names_it_again() -> None:
    assert video_in(link_to(video_or_refusal(ID))) == ID
