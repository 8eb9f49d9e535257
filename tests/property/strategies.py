"""What the property tests draw from."""

from hypothesis import settings
from hypothesis import strategies as st

from xuncha_docs.library.citation import ArticleNumber, Citation

# 每个测试本已限时；单个样例的时限在忙碌的机器上只会误报。
settings.register_profile("shared-machine", deadline=None)
settings.load_profile("shared-machine")

NUMBERS = st.integers(min_value=1, max_value=999)
TITLES = st.text(alphabet="云川市示例条例办法规定试行关于的〈〉《》（）第条款之一 ", min_size=1, max_size=30).filter(
    str.strip
)
ARTICLES = st.builds(ArticleNumber, NUMBERS, st.integers(min_value=0, max_value=30))


@st.composite
def citations(draw: st.DrawFn) -> Citation:
    """Citations of every level, ranges included."""
    title = draw(TITLES)
    article = draw(st.none() | ARTICLES)
    paragraph = draw(st.none() | NUMBERS)
    item = draw(st.none() | NUMBERS) if article or paragraph else None
    subitem = draw(st.none() | NUMBERS) if item else None
    finest = subitem or item or paragraph or article
    last: ArticleNumber | int | None = None
    if finest and draw(st.booleans()):
        step = draw(NUMBERS)
        last = finest + step if isinstance(finest, int) else ArticleNumber(finest.number + step, finest.insert)
    return Citation(regulation=title, article=article, paragraph=paragraph, item=item, subitem=subitem, last=last)


@st.composite
def regulation_texts(draw: st.DrawFn) -> str:
    """Lines that look like a regulation's, in any order."""
    number = st.sampled_from("一二三四五六七八九十")
    sentence = st.text(alphabet="甲乙丙规定的，“”（）第条1", min_size=1, max_size=20).map(lambda text: f"{text}。")
    line = st.one_of(
        st.tuples(number, sentence).map(lambda pair: f"第{pair[0]}条　{pair[1]}"),
        st.tuples(number, sentence).map(lambda pair: f"（{pair[0]}）{pair[1]}"),
        number.map(lambda n: f"第{n}章 总则"),
        st.sampled_from(["附件：示例", "附则", "目录", "“第五条 甲。", "## 一、总则", "1．甲；", "", "第六条"]),
        sentence,
    )
    return "\n".join(draw(st.lists(line, max_size=25)))
