"""What the basis finder answers, as lines for reading."""

from collections.abc import Iterator, Sequence

from xuncha_docs.library.records import Evidence
from xuncha_docs.search.basis import Found, Ground

_NONE = "未找到直接条文。可换个说法，写清谁、做了什么、钱物是什么；拿不准的不要硬套条文"


def lines(found: Found, *, explain: bool) -> Iterator[str]:
    """The two groups of articles with their texts, then what is like the description."""
    yield f"行为：{found.description}（按 {found.as_of} 有效的条文）"
    if not found.direct:
        yield _NONE
    elif found.doubtful:
        yield "这一说法也像没有违规的情形（如经批准、在标准内、已登记上交），请先核实事实，再看下列条文是否真的对得上："
    yield from _group("违反的规定（写底稿用）", found.norms, explain=explain)
    yield from _group("处分、追责依据", found.sanctions, explain=explain)
    if found.not_held:
        cited = "、".join(str(citation) for citation in found.not_held)
        also = "可能还涉及" if found.direct else "可能涉及"
        yield f"{also}（原文未入库，条号待核，请先用 xuncha import 导入）：{cited}"
    if found.focus_points:
        yield "相关监督重点："
        yield from (f"　　{point.title}（{point.id}）" for point in found.focus_points)
    if found.findings:
        yield "相似的以往问题和当时的定性："
        for finding in found.findings:
            yield f"　　{finding.title}（{finding.unit_alias}，{finding.occurred}）：{finding.qualification}"


def _group(title: str, grounds: Sequence[Ground], *, explain: bool) -> Iterator[str]:
    if grounds:
        yield f"{title}："
    for number, ground in enumerate(grounds, 1):
        yield f"{number}. {ground.evidence.citation}{_dates(ground.evidence)}"
        yield from (f"　　{line}" for line in ground.evidence.quote.split("\n"))
        if ground.now:
            yield f"　　现行文本已有变化，适用哪一版由人判断：{ground.now.citation}{_dates(ground.now)}"
            yield from (f"　　　　{line}" for line in ground.now.quote.split("\n"))
        if explain:
            parts = "，".join(f"{name} {share:.2f}" for name, share in ground.hit.parts)
            yield f"　　得分 {ground.hit.score:.2f}（{parts}）"


def _dates(item: Evidence) -> str:
    """（自 2018-10-01 施行，2024-01-01 起失效）."""
    facts = [f"自 {item.effective} 施行"] if item.effective else []
    facts += [f"{item.ended} 起失效"] if item.ended else []
    facts += [item.doubt] if item.doubt else []
    return f"（{'，'.join(facts)}）" if facts else ""
