"""The words that say which version of a recording a title means, and those that say nothing, by language.

Data, and the patterns made of it; all are matched against folded text. What they mean for a score is decided
in :mod:`core.matching.score`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SPACED: Final[dict[str, str]] = {
    "live": "live|dvd|en vivo|en directo|ao vivo|dal vivo|en concert|na zywo|canli|konser|concert|konzert|concierto"
    "|session|sessions|tiny desk|soundcheck|rehearsal|концерт*|вживую|живой звук|בהופעה|הופעה חיה|בלייב|לייב|لايف|حفلة",
    "acoustic": "acoustic|acoustique|acustico|acustica|akustik|akustisch|akusztikus|stripped|unplugged|акустика"
    "|акустическ*|אקוסטי*",
    "remix": "remix|remixes|remixed|rmx|bootleg|rework|reworked|reworks|refix|flip|mash ?up|vip|vip mix|re amp"
    "|ремикс*|רמיקס|ريمكس|dub version|club version|dance version|house version|techno version|trance version"
    "|phonk version|drill version|lo ?fi version|reggaeton version|bachata version|amapiano version|club edit"
    "|dance edit|house edit|techno edit|trance edit|dub edit|phonk edit|@mix",
    "sped_up": "sped ?up|speed ?up|fast version|ускоренн*",
    "slowed": "slowed|slowed down|slow version|screwed|daycore|замедленн*",
    "reverb": "reverb|reverbed",
    "nightcore": "night ?core",
    "8d": "8 ?d|9 ?d|16 ?d|32 ?d",
    "karaoke": "karaoke|sing ?along|караоке|минус|минусовка|קריוקי|كاريوكي",
    "instrumental": "instrumental|instrumentals|instrumentale|strumentale|backing track|off vocal|no vocals|no vocal"
    "|without vocals|minus one|инструментал*|אינסטרומנטלי",
    "cover": "cover|covers|covered|playthrough|play through|drum ?cam|tribute|in the style of|made famous by"
    "|originally performed by|remake|кавер*|перепел*|קאבר|كوفر",
    "arranged": "music box|lullaby|8 ?bit|16 ?bit|emulation|orchestral|string quartet|symphonic|a ?cappella"
    "|piano version|guitar version|violin version|cello version|harp version|piano solo|guitar solo"
    "|piano arrangement|guitar arrangement|piano instrumental|fingerstyle",
    "lesson": "tutorial|lesson|how to play|tab|tabs|chords|sheet music|reaction|react|reacts|reacting|review"
    "|explained|analysis|dance practice|choreography",
    "boosted": "bass ?boost|bass ?boosted",
    "loop": "@hours|@hour|@hr|@hrs|@horas|@stunden|loop|looped",
    "demo": "demo|demos|early version|rough mix|outtake|alternate take|alternate version|alternative version"
    "|alternative take|демо",
    "duet": "duet|duet version",
    "excerpt": "snippet|preview|teaser|trailer|medley|megamix|full album|album completo|dj set|intro",
    "parody": "parody|parodia|parodie|пародия",
    "rerecorded": "taylors version|re ?recorded|re ?recording",
    "language": "english ver|english version|spanish ver|spanish version|french version|german version"
    "|italian version|portuguese version|japanese ver|japanese version|korean ver|korean version|chinese ver"
    "|chinese version|mandarin version|arabic version|hebrew version|russian version|turkish version"
    "|version en espanol|version espanol|version francaise|version ingles",
    "edit": "edit|radio edit|single edit|video edit|clean version|radio version|radio mix|short version",
    "extended": "extended|extended mix|extended version|long version|12 inch mix|12 inch version|12 mix|12 version",
}
"""Kinds of version, each with its words in scripts that put spaces between words.

`` ?`` is a space that may be missing, ``*`` any ending; ``@mix`` is a mix that somebody made, ``@hours`` a number of
them.
"""

GLUED: Final[dict[str, str]] = {
    "live": r"(?<![ァ-ヿ])ライブ|ライヴ|生演奏|라이브|콘서트|现场|現場|演唱會|演唱会",
    "acoustic": r"アコースティック|弾き語り|어쿠스틱|不插电",
    "remix": r"リミックス|리믹스|混音",
    "karaoke": r"カラオケ|ガイドなし|노래방|卡拉ok|伴奏",
    "instrumental": r"インスト|オフボーカル|반주|纯音乐",
    "cover": r"(?<![ァ-ヿ])カバー|カヴァー|歌ってみた|弾いてみた|叩いてみた|踊ってみた|커버|翻唱",
    "arranged": r"オルゴール",
    "loop": r"耐久",
    "demo": r"デモ(?![ァ-ヿ])|데모",
    "language": r"英語版|日本語版|한국어 ?버전|中文版",
}
"""The same as patterns, for scripts that write on without spaces."""

OTHER: Final = "other"
"""A version that a title names in words of its own: ``movie version``, ``new version with strings``."""

SOFT: Final = frozenset({"edit", "extended", "reverb", OTHER})
"""Kinds that may be the same recording under another name: its length decides."""

LOUD: Final = frozenset(
    {"karaoke", "cover", "instrumental", "nightcore", "8d", "slowed", "sped_up", "lesson", "arranged"}
)
"""Kinds that a channel or an album can give away."""

_NEUTRAL: Final = (
    r"(?:\d{4} )?(?:digital(?:ly)? )?re ?master(?:ed|s|izado|izada|ise)?(?: (?:version|edition))?(?: \d{4})?"
    r"|リマスター|리마스터|original (?:mix|version|recording|audio)|(?:album|single|original|main|studio|mono|stereo"
    r"|deluxe|explicit|standard) (?:version|edition|mix)|mono|stereo|bonus track|deluxe|explicit"
    r"|\d+(?:th|st|nd|rd) anniversary(?: edition)?"
)

NOISE: Final = frozenset(
    """
    official officiel officielle oficial offizielles offizieller ufficiale officially music musik musique musica video
    videoclip videoclipe vidio clip clipe lyric lyrics lyrical lirik letra letras liedtext testo paroles legendado
    traducao traduccion translation subtitulado subtitulos subbed sub subs espanol english ingles eng esp audio
    visualizer visualiser visual hd hq uhd 4k 8k 1080p 720p 2160p mv m v pv amv full song songs cancion single album
    track ep lp ost vevo topic high quality cd vinyl best new now premiere exclusive out free download copyright no non
    nocopyright nocopyrightsound nocopyrightsounds release ncs original soundtrack from the a of by with feat ft
    featuring prod and x vs de en con color coded han rom romaji kanji version ver
    remaster remastered remasters remasterizado stereo mono deluxe explicit edition bonus anniversary digital
    가사 뮤직비디오 공식 歌詞 歌詞付き 公式 ミュージックビデオ フル 高音質 动态歌词 歌词 官方 高清 完整版
    клип текст премьера песня официальный официальное аудио видео
    הקליפ הרשמי קליפ רשמי الفيديو الرسمي كليب كلمات حصريا فيديو
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
"""Words around a title that say nothing about the recording."""

ENSEMBLE: Final = frozenset(
    """
    the a la le les los las el il i die der das os as de del band banda grupo group gruppe groupe conjunto orquesta
    orchestra orchestre orkestra ensemble trio quartet quintet sexteto cuarteto singers choir chorus dj mc cantor
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
"""Words of an artist's name that are often left out."""

GENERIC: Final = frozenset(
    """
    interlude intro outro reprise prelude skit bonus theme finale suite medley overture epilogue prologue acoustic live
    demo session sessions part single album song songs edition ost ep remaster motion picture cast recording
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
"""Words that name no title when they stand alone in its brackets."""

JOINING: Final = frozenset({"and", "y", "e", "et", "und", "och", "og", "i", "n"})
"""Words for "and", which is also written as a sign."""

OFFICIAL: Final = frozenset(
    """
    official officiel officielle oficial offizielles offizieller ufficiale officially vevo resmi officieel
    公式 官方 공식 официальный официальное הרשמי الرسمي
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
"""Words by which an upload says that it is the artist's or the label's."""

FEATURED: Final = re.compile(
    r"(?<!\w)(?:f(?:ea)?t(?:uring)?(?!['’])|featuring|prod|produced by|duet with)(?!\w)[.:]?(?: by(?!\w))?\s*",
    re.IGNORECASE,
)
"""What introduces further artists, in text that still has its signs."""

NEUTRAL: Final = re.compile(rf"(?<!\w)(?:{_NEUTRAL})(?!\w)")
"""Versions that are none: the recording itself, newly mastered or released again."""


_MIXES: Final = (
    "extended original album radio single main long stereo mono rough inch full the new music video ultimate lp"
)
_WILD: Final = {
    "@mix": rf"(?!\d|(?:{'|'.join(_MIXES.split())}) )\w+ mix",
    **{f"@{unit}": rf"\d+ ?{unit}" for unit in ("hours", "hour", "hr", "hrs", "horas", "stunden")},
}


def _spoken(kinds: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each phrase with its kind."""
    return ((phrase, kind) for kind, phrases in kinds.items() for phrase in phrases.split("|"))


def _pattern(phrases: Iterable[str]) -> str:
    """The longest first, so that all words of a phrase are taken."""
    ordered = sorted(phrases, key=lambda phrase: -len(phrase))
    return "|".join(_WILD.get(phrase, phrase.replace("*", r"\w*")) for phrase in ordered)


def _groups(*, is_ascii: bool) -> str:
    kinds: dict[str, list[str]] = {}
    for phrase, kind in _spoken(SPACED):
        if phrase.isascii() is is_ascii:
            kinds.setdefault(kind, []).append(phrase)
    return "|".join(rf"(?P<s_{kind}>{_pattern(phrases)})" for kind, phrases in kinds.items())


def _glued() -> str:
    return "|".join(rf"(?P<g_{kind}>{phrases})" for kind, phrases in GLUED.items())


PLAIN_KINDS: Final = re.compile(rf"(?<!\w)(?:{_groups(is_ascii=True)})(?!\w)")
"""Finds the version words in Latin letters of a folded text; the group's name is ``s_`` or ``g_`` and the kind."""

OTHER_KINDS: Final = re.compile(rf"(?<!\w)(?:{_groups(is_ascii=False)})(?!\w)|{_glued()}")
"""Finds those in other scripts."""


def _rarest(phrase: str) -> str:
    """The word of a phrase by which it is noticed."""
    words = [word.lstrip("@") for word in phrase.split()]
    return max((word for word in words if word not in NOISE), key=len, default=words[-1])


TELLING: Final = frozenset(
    word
    for phrase, _ in _spoken(SPACED)
    if phrase.isascii()
    for word in (_rarest(phrase.replace(" ?", "")), _rarest(phrase.replace(" ?", " ")))
)
"""Words of which every version phrase in Latin letters holds one: without them no pattern need be tried."""
