"""The words that say which version of a recording a title means, and those that say nothing, by language.

Data, and the patterns made of it; all are matched against folded text. What they mean for a score is decided
in :mod:`core.matching.score`.
"""

from __future__ import annotations

import re
from typing import Final

SPACED: Final[dict[str, str]] = {
    "live": r"live|en vivo|en directo|ao vivo|dal vivo|en concert|na zywo|canli|konser|concert|konzert|concierto"
    r"|sessions?|tiny desk|soundcheck|rehearsal|концерт\w*|вживую|живой звук|בהופעה|הופעה חיה|בלייב|لايف|حفلة",
    "acoustic": r"acoustic|acoustique|acustico|acustica|akustik|akustisch|stripped|unplugged|акустика"
    r"|акустическ\w*|אקוסטי\w*",
    "remix": r"remix(?:es|ed)?|rmx|bootleg|rework(?:ed)?|refix|remake|flip|mash ?up|vip(?: mix)?|ремикс|רמיקס|ريمكس"
    r"|(?:dub|club|dance|house|techno|trance|phonk|drill|lo ?fi|hardstyle|amapiano) (?:version|edit)"
    r"|(?!(?:extended|original|album|radio|single|main|long|stereo|mono|rough|inch|full|the|new|music|video) )\w+ mix",
    "sped_up": r"sped ?up|speed ?up|fast version|ускоренн\w*",
    "slowed": r"slowed(?: down)?|slow version|screwed|daycore|замедленн\w*",
    "reverb": r"reverb(?:ed)?",
    "nightcore": r"night ?core",
    "8d": r"(?:8|9|16|32) ?d(?: audio)?",
    "karaoke": r"karaoke|sing ?along|караоке|минус(?:овка)?|קריוקי|كاريوكي",
    "instrumental": r"instrumentals?|instrumentale|strumentale|backing track|off vocal|(?:no|without) vocals?"
    r"|minus one|инструментал\w*|אינסטרומנטלי",
    "cover": r"cover(?:s|ed)?|playthrough|play through|drum ?cam|tribute|in the style of|made famous by"
    r"|originally performed by|кавер|перепел\w*|קאבר|كوفر",
    "arranged": r"music box|lullaby|(?:8|16) ?bit|emulation|orchestral|string quartet|symphonic|a ?cappella"
    r"|(?:solo )?(?:piano|guitar|violin|cello|harp) (?:version|arrangement|solo|instrumental)|fingerstyle",
    "lesson": r"tutorial|lesson|how to play|tabs?|chords|sheet music|reaction|reacts?|reacting|review|explained"
    r"|analysis|dance practice|choreography",
    "boosted": r"bass ?boost(?:ed)?",
    "loop": r"\d+ ?(?:hours?|hrs?|horas?|stunden)|loop(?:ed)?",
    "demo": r"demos?|early version|rough mix|outtake|(?:alternate|alternative) (?:take|version)|демо",
    "duet": r"duet(?: version)?",
    "excerpt": r"snippet|preview|teaser|trailer|medley|megamix|full album|album completo|dj set|intro",
    "parody": r"parod(?:y|ia|ie)|пародия",
    "rerecorded": r"taylors version|re ?record(?:ed|ing)",
    "language": r"(?:english|spanish|french|german|italian|portuguese|japanese|korean|chinese|mandarin|arabic"
    r"|hebrew|russian|turkish) ver(?:sion)?|version (?:en |in )?(?:espanol|francaise?|ingles)",
    "edit": r"(?:(?:radio|single|video) )?edit|clean version|radio (?:version|mix)|short version",
    "extended": r"extended(?: mix| version)?|long version|12 (?:inch )?(?:mix|version)",
}
"""Kinds of version, each with its words in scripts that put spaces between words."""

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
"""The same for scripts that write on without spaces."""

SOFT: Final = frozenset({"edit", "extended", "reverb"})
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

FEATURED: Final = re.compile(r"\b(?:feat|ft|featuring|prod)\b\.?\s*", re.IGNORECASE)
"""What introduces further artists, in text that still has its signs."""

NEUTRAL: Final = re.compile(rf"(?<!\w)(?:{_NEUTRAL})(?!\w)")
"""Versions that are none: the recording itself, newly mastered or released again."""


def _groups(kinds: dict[str, str], mark: str) -> str:
    return "|".join(rf"(?P<{mark}_{kind}>{words})" for kind, words in kinds.items())


KINDS: Final = re.compile(rf"(?<!\w)(?:{_groups(SPACED, 's')})(?!\w)|{_groups(GLUED, 'g')}")
"""Finds every version word of a folded text; the group's name is ``s_`` or ``g_`` and the kind."""

PLAIN_KINDS: Final = re.compile(rf"\b(?:{_groups(SPACED, 's')})\b", re.ASCII)
"""The same for text in plain Latin letters, where it is quicker."""
