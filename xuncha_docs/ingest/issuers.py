"""Who issued a text and under which number, read from its 题注, head and title; None rather than a guess."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from xuncha_docs.ingest.dates import DATE, Act, Event
from xuncha_docs.library.citation import parse_number

_STATE = re.compile(r"^中*华人民共和国(?=\S)")
_FULL_NAMES = {"中央军委": "中央军事委员会", "中共中央国务院": "中共中央、国务院"}
_ORDER = re.compile(
    r"(?![以由])(?P<org>[^\d，。；（(《]{2,40}?)(?:第(?P<before>\S{1,6}?)号)?令(?:第?(?P<after>[^号\s]{1,6})号)?"
)
_PUBLISHED = re.compile(
    r"^(?![以由])(?P<org>[^，。；\d《》（()）第已于]{2,40}?)(?:联合)?(?:公告|通知)?(?:发布|公布|印发|颁布|制定)",
)
OWN_NUMBER = re.compile(
    r"(?P<head>[\u4e00-\u9fff][\u4e00-\u9fff \u3000]{0,18}?)?[ \u3000]*\\?[〔\[［【（(﹝〖][ \u3000]*"
    r"(?P<year>(?:19|20)\d{2}|[１２][０-９]{3})[ \u3000]*\\?[〕\]］】）)﹞〗]"
    r"[ \u3000]*(?P<behind>高检研发)?[ \u3000]*第?[ \u3000]*(?P<number>[\d０-９]{1,5})[ \u3000]*号"
)
_BELOW = re.compile(r"[ \u3000]*(?:[〔（(]\d{4}[〕）)])?[ \u3000]*第[ \u3000]*\S{1,6}[ \u3000]*号[ \u3000]*")
"""The number of an order on the line under its name."""
_FIELD = re.compile(r"(?:发文字号|文号)[:：\s]*")
_QUOTES_ANOTHER = re.compile(r"根据|依据|按照|依照|现将|你[院省市局厅部]|转发|》\s*[（(]|收悉|已于|废止|的通知|精神")
_ORGAN_END = "部|委员会|委|总局|局|署|院|办公厅|办公室|中央|会|行|厅|室|小组|政府|总工会|国务院"
_ORGAN = re.compile(rf"^[\u4e00-\u9fff]{{1,24}}(?:{_ORGAN_END})$")
_TITLE_ORGANS = re.compile(r"^(?P<organs>[\u4e00-\u9fff、，,]{2,60}?)(?:关于|印发|批转|转发)")
_LONGEST_NUMBER_LINE = 60

_PASSED_BY = (
    (re.compile(r"第\S{1,4}届全国人民代表大会常务委员会|^\s*全国人民代表大会常务委员会"), "全国人民代表大会常务委员会"),
    (re.compile(r"第\S{1,4}届全国人民代表大会|^\s*全国人民代表大会"), "全国人民代表大会"),
    (re.compile(r"中国共产党第\S{1,5}届中央委员会"), "中国共产党中央委员会"),
    (re.compile(r"中国共产党第\S{1,5}次全国代表大会"), "中国共产党全国代表大会"),
    (re.compile(r"国务院第\S{1,6}次(?:常务|全体)会议|国务院令|国务院批准"), "国务院"),
)
_COURTS = ("最高人民法院", "最高人民检察院")


def issuer_of(title: str, acts: Sequence[Event], head: Sequence[str], tail: Sequence[str]) -> str | None:
    """The issuing body: by the act that passed or published it, the title's beginning, or the signature.

    A document's very last line tells who had it printed, which is no signature (GB/T 9704—2012 7.4.3).
    """
    signed = [line for line in tail if not line.rstrip().endswith("印发")]
    return _by_acts(acts) or _by_title(title) or _by_order(head) or _by_signature(head) or _by_signature(signed)


def number_of(head: Iterable[str], acts: Sequence[Event]) -> str | None:
    """The text's own number: a line of the head that holds little else, or the order that published this version."""
    lines = list(head)
    orders = (above + below for above, below in pairwise(lines) if above.endswith("令") and _BELOW.fullmatch(below))
    found = (number for line in (*lines, *orders) if (number := _own_number(line)))
    return next(found, None) or _order_number(acts)


def _by_acts(acts: Sequence[Event]) -> str | None:
    courts = [court for court in _COURTS if any(re.search(f"{court}(?:审判|第\\S+检察|检察)?", a.text) for a in acts)]
    if courts and any(re.search("审判委员会|检察委员会|公告", act.text) for act in acts):
        return "、".join(courts)
    for act in acts:
        if Act.ISSUED in act.acts and (published := _publisher(act.text)):
            return published
    for act in acts:
        for pattern, name in _PASSED_BY:
            if pattern.search(act.text):
                return name
    return None


def _publisher(text: str) -> str | None:
    match = _ORDER.match(text) or _PUBLISHED.match(text)
    if not match:
        return None
    organs = [_full(part.strip()) for part in re.split(r"[、，\s]+", match["org"]) if part.strip()]
    if not organs or any(organ in ("主席", "全国人民代表大会") or not _ORGAN.match(organ) for organ in organs):
        return None
    return "、".join(organs)


def _full(organ: str) -> str:
    bare = _STATE.sub("", organ)
    return _FULL_NAMES.get(bare, bare)


def _by_title(title: str) -> str | None:
    match = _TITLE_ORGANS.match(title)
    organs = re.split("[、，,]", match["organs"]) if match else []
    if organs and all(_ORGAN.match(organ) for organ in organs):
        return "、".join(_STATE.sub("", organ) for organ in organs)
    return None


def _by_order(head: Sequence[str]) -> str | None:
    """The organ of an order that stands on a line of its own: `国务院令第133号`."""
    found = (_ORDER.fullmatch(line.strip("（()）* \u3000")) for line in head)
    return next((published for match in found if match and (published := _publisher(match[0]))), None)


def _by_signature(lines: Sequence[str]) -> str | None:
    """The organs of a sign-off `财政部办公厅 2014年9月15日`, or on the line before the date."""
    for index, line in enumerate(lines):
        match = DATE.search(line)
        if not match or line[match.end() :].strip(" 　印发）)"):
            continue
        organs = _organs(line[: match.start()].strip("（( 　"))
        above = index - 1
        while not line[: match.start()].strip("（( 　") and above >= 0 and (more := _organs(lines[above])):
            organs, above = more + organs, above - 1
        if organs:
            return "、".join(organs)
    return None


def without_organs(title: str) -> str:
    """The title from its 关于 on, where issuing bodies stand in front of it: 最高人民法院关于…的解释; else as it is."""
    return title[title.index("关于") :] if "关于" in title and _by_title(title) else title


def is_organ(line: str) -> bool:
    """Whether a line names issuing bodies and nothing else."""
    return bool(_organs(line))


def _organs(text: str) -> list[str]:
    """Organ names in a line, where it holds nothing else; letters spaced out for print are drawn together."""
    words = [word for word in re.split(r"[、，,]|[ \u3000]{2,}|(?<=[部局院会厅室]) ", text) if word.strip()]
    names = [_STATE.sub("", re.sub(r"[\s*]+", "", word)) for word in words]
    return names if names and all(_ORGAN.match(name) for name in names) else []


def _own_number(line: str) -> str | None:
    order = _ORDER.fullmatch(line.strip("（()）* \u3000"))
    if order:
        return _order(order)
    line = DATE.sub("", line)
    match = OWN_NUMBER.search(line)
    if not match or len(line) > _LONGEST_NUMBER_LINE:
        return None
    if _QUOTES_ANOTHER.search(line[: match.start()]) or _QUOTES_ANOTHER.search(match["head"] or ""):
        return None
    head = re.sub(r"\s+", "", _FIELD.sub("", match["head"] or ""))
    if match["behind"]:
        return f"〔{_digits(match['year'])}〕{match['behind']}第{_digits(match['number'])}号"
    if not head or len(head) > len("国家监察委员会办公厅发") + 4:
        return None
    head = re.sub(r"^.*(?:印发|发布|办公厅|以)(?=\S{2,})", "", head)
    return f"{head}〔{_digits(match['year'])}〕{_digits(match['number'])}号"


def _order_number(acts: Sequence[Event]) -> str | None:
    """`国务院令第688号` of the act that brought this version; orders of earlier versions are not its own."""
    changes = [act for act in acts if act.acts & {Act.AMENDED, Act.REVISED}]
    last = max(changes, key=lambda act: act.day) if changes else None
    for act in acts:
        match = _ORDER.match(act.text) if last is None or act.day >= last.day else None
        number = _order(match) if match else None
        if number:
            return number
    return None


def _order(match: re.Match[str]) -> str | None:
    number = parse_number(match["before"] or match["after"] or "")
    organs = "、".join(_full(organ.strip()) for organ in re.split("[、，]", match["org"]))
    return f"{organs}令第{number}号" if number and "主席" not in organs else None


def _digits(text: str) -> str:
    return str(parse_number(text) or text)
