"""What web pages leave around a text, told line by line: each line that goes has a reason, metadata in it is kept."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xuncha_docs.ingest.dates import find_dates

_LONGEST = 160
_COPY = "正文重复一遍"
_SHOWN = 40
"""Characters by which a line of a second copy is known; it stands whole in the text."""
_REASONS = {
    "备案与版权": (
        r"ICP\s*备|ICP证|公网安备|^版权所有|^©|Copyright|All Rights Reserved|^版[权權][声聲]明$|未经许可禁止复制"
        r"|^作者原[创創].{0,24}[传傳]播|^技术支持[:：]|(?:公司|集团|网|中心|传媒)技术支持$"
        r"|邮政编码[:：]\s*\d{6}|^Powered by|Licensed$|^GMT[+-]\d"
        r"|^\[?免责声明\]?|论坛版权|^\d、(?:本站|其他单位|帖子作者|本帖|如本帖|.{2,8}管理员).{6,}|^投稿邮箱[:：]|^网站标识码"
        r"|^主办单位[:：].{0,60}$|^地址[:：].{0,60}(?:邮编|电话)|本网站?.{0,8}(?:转载|来源).{0,40}(?:联系|删除)"
    ),
    "网页按钮": (
        r"^(?:找回密码|立即注册|登录|注册|收藏|分享|打印|关闭|顶部|返回(?:顶部|首页|列表)|快速回复.{0,20}|评论一下|最热评论|最新评论"
        r"|手机站|客户端|微信|微博|联系客服|[聯联]系客服|微信[订訂][阅閱][号號]|\[复制链接\]|x|楼主|该用户从未签到|跳转到指定楼层"
        r"|点击蓝字|关注我们|QQ登录|只需一步.{0,8}|微信登录.{0,8}|本版积分规则|\[loop\]|\{title\}|\{summary\}.*"
        r"|打印本页|关闭窗口|\[?(?:大|中|小)\]?|扫一扫.{0,20}|分享到.{0,20}|[【\[](?:打印|关闭|字体|字号)[^】\]]{0,12}[】\]])$"
        r"|^手机站\s*[|｜]|只看该作者|^打印 上一主题|^查看[:：] ?\d+|^马上注册|您需要\s*登录|还没有评论"
        r"|^评论 ?\d+人参与|^已有\d+人参与"
        r"|^这里是.{2,20}官方微信$|^关于我们[|｜]|感谢您的关注$|^(?:字号|字体)[:：]?\s*(?:大|中|小|\[)"
    ),
    "网页导航": (
        r"^(?:上|下)一(?:篇|条|页)[:：]|^您(?:的|现在的|当前的?)位置[:：]|^当前位置[:：]|^首页\s*[>»]|^相关(?:链接|阅读|新闻)[:：]?$"
    ),
    "点击计数": r"(?:浏览|点击|阅读|下载)(?:次数|量|数)?[:：]\s*\d+\s*次?$",
    "论坛附件": r"^\S+\.(?:jpg|png|gif|docx?|pdf|rar|zip) ?\(.{0,40}下载次数.{0,40}\)?$|^\S+\.(?:jpe?g|png|gif)$",
}
_CHROME = {reason: re.compile(pattern) for reason, pattern in _REASONS.items()}
CHROME = frozenset({*_CHROME, "网站名", "论坛回帖", "来源信息，已记入出处", "空的来源栏"})
"""Reasons that need no warning: such lines are never part of an official text."""
_STRUCTURE = re.compile(r"第\S{1,9}[编章节条]|[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}、")
_META = re.compile(
    r"^[（(【]?(?P<label>(?:信息|文章|文件)?来源|作者|撰稿|供稿|责任编辑|责编|编辑|审核|原文(?:链接|地址|网址)|发表于)[】]?"
    r"(?:[:：](?P<value>.*?)|(?P<day>\s*\d{4}-\d{1,2}-\d{1,2}.*))[）)]?$"
)
_ADDRESS = re.compile(r"https?://[^\s（）()]+")
_PUBLISHED = re.compile(r"发布(?:时间|日期)[:：]")
_REPLY = re.compile(r"沙发|板凳|地板|\d{1,4}#")
_LONGEST_NAME = 6
_LONGEST_TITLE = 60
_EDGE = 14
"""Lines from either end in which a source or an author is named."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Removal:
    """One line that was taken out."""

    line: int
    """1-based, in the text."""
    text: str
    reason: str

    def __str__(self) -> str:
        repeated = self.reason == _COPY and len(self.text) > _SHOWN
        text = f"{self.text[:_SHOWN]}…（共 {len(self.text)} 字）" if repeated else self.text
        return f"第 {self.line} 行（{self.reason}）：{text}"


def without_chrome(lines: Sequence[str]) -> tuple[list[str], list[Removal], dict[str, str]]:
    """The lines with what is no text blanked, what was taken out, and the metadata these lines held."""
    kept = list(lines)
    removed: list[Removal] = []
    found: dict[str, str] = {}

    def take(index: int, reason: str | None) -> None:
        if reason:
            removed.append(Removal(line=index + 1, text=kept[index].strip(" \u3000\t"), reason=reason))
            kept[index] = ""

    replies = _replies(lines)
    site = _site(lines)
    for index, line in enumerate(lines):
        text = line.strip(" \u3000\t")
        if text.startswith("发表于") and index < replies:
            take(index, _metadata(text, found))
        elif text:
            take(index, "论坛回帖" if index >= replies else "网站名" if text == site else reason_of(text))
    for index in list(doubled(kept)):
        take(index, _COPY)
    for index in sorted(_edges(kept)):
        take(index, _metadata(kept[index].strip(" \u3000\t"), found))
    return kept, removed, found


def reason_of(text: str) -> str | None:
    """Why a line is none of the text; None for a line that may be."""
    if len(text) > _LONGEST and not text.startswith(("[免责声明]", "免责声明")):
        return None
    if _STRUCTURE.match(text.lstrip("# ")):
        return None
    return next((reason for reason, pattern in _CHROME.items() if pattern.search(text)), None)


def source_of(found: dict[str, str]) -> str:
    """Origin, author, address and day of publication as one phrase; empty when nothing is known."""
    parts = [found[key] for key in ("origin", "author", "address") if found.get(key)]
    day = found.get("published")
    return "，".join([*parts, f"{day} 发布"] if day else parts)


def _metadata(text: str, found: dict[str, str]) -> str | None:
    """Notes what a line says of the text's origin; the reason to take it out, None when it says nothing."""
    match = _META.match(text)
    if match is None:
        return None
    value = (match["value"] or match["day"] or "").strip()
    published = _PUBLISHED.search(value)
    day = next((day for _, day in find_dates(value)), None)
    if day and (published or match["label"] == "发表于"):
        found.setdefault("published", day.isoformat())
    address = _ADDRESS.search(value)
    if address:
        found.setdefault("address", address[0])
    rest = _ADDRESS.sub("", value[: published.start()] if published else value).strip(" 　|｜（）()")
    if rest and match["label"] != "发表于":
        found.setdefault("author" if match["label"] in ("作者", "撰稿", "供稿") else "origin", rest)
    return "来源信息，已记入出处" if value else "空的来源栏"


def _replies(lines: Sequence[str]) -> int:
    """Where the second post of a forum page begins."""
    texts = [line.strip() for line in lines]
    if "楼主" not in texts:
        return len(lines)
    first = next((i for i, text in enumerate(texts) if _REPLY.fullmatch(text)), len(lines))
    return first - 1 if 0 < first < len(lines) and texts[first - 1] == "该用户从未签到" else first


def _site(lines: Sequence[str]) -> str | None:
    """The name of a forum that stands alone on the first line and again at its end."""
    first = next((line.strip() for line in lines if line.strip()), "")
    name = 1 < len(first) <= _LONGEST_NAME and any(f"{first}管理员" in line or f"{first} - " in line for line in lines)
    return first if name else None


def _edges(lines: Sequence[str]) -> set[int]:
    filled = [index for index, line in enumerate(lines) if line.strip()]
    return {*filled[:_EDGE], *filled[-_EDGE:]}


def doubled(lines: Sequence[str]) -> Iterator[int]:
    """The lines of a second copy of the text: a contiguous one of 300 characters and 15 % of the whole.

    Statutes repeat single sentences rightly: a looser rule took 42 lines out of the Criminal Law.
    """
    keys = [(index, key) for index, line in enumerate(lines) if (key := re.sub(r"\W", "", line))]
    enough = max(300, 0.15 * sum(len(key) for _, key in keys))
    first: dict[str, int] = {}
    n = 0
    while n < len(keys):
        start = first.setdefault(keys[n][1], n)
        run = 0
        while start < n and n + run < len(keys) and start + run < n and keys[start + run][1] == keys[n + run][1]:
            run += 1
        if run and sum(len(key) for _, key in keys[n : n + run]) >= enough:
            yield from (index for index, _ in keys[_head(keys, n, start) : n + run])
        n += max(run, 1)


def _head(keys: Sequence[tuple[int, str]], n: int, start: int) -> int:
    """Where the copy at `n` of the text at `start` begins: with its title, when that is said again above it."""
    titles = {key for _, key in keys[:start] if len(key) <= _LONGEST_TITLE}
    for back in (3, 2, 1):
        above = keys[max(n - back, start + 1) : n]
        if len(above) == back and above[0][1] in titles and all(len(key) <= _LONGEST_TITLE for _, key in above):
            return n - back
    return n
