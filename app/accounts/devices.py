"""A browser in words that its owner recognises, such as "Chrome trên Android". Only for people to read: whoever sends
the line that it is taken from may write in it what they like."""

UNKNOWN = "Máy không rõ loại"
# By what stands in the line: the first that is found; most browsers also claim to be others.
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "Chromebook"), ("Windows", "Windows"),
    ("Mac OS X", "máy Mac"), ("Linux", "Linux"),
)  # fmt: skip
_BROWSERS = (
    ("Zalo", "Zalo"), ("coc_coc", "Cốc Cốc"), ("CocCoc", "Cốc Cốc"), ("Edg", "Edge"), ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"), ("FBAN", "Facebook"), ("FBAV", "Facebook"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip


def in_words(user_agent: str) -> str:
    """What a browser says of itself, in a few words; UNKNOWN for what says nothing that is known."""
    browser, system = _first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent)
    if browser and system:
        return f"{browser} trên {system}"
    return browser or system or UNKNOWN


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for mark, name in names if mark in user_agent), "")
