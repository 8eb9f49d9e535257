"""The table of contents: a TOC field whose result is there already, and the bookmarks its lines lead to.

No page number is known before the pages are laid out, so none is written. The field is marked dirty: Word asks once
when it opens the file and then fills the numbers in; WPS and LibreOffice show the lines as they are until the reader
updates the contents. `w:updateFields` would have Word ask the same question and work over every field of the file.
"""

from dataclasses import dataclass, field

from xuncha_docs.word.layout import STYLE
from xuncha_docs.word.runs import escape

PLACE = "<contents/>"
"""What stands in the body until all headings are known."""
LISTED = ("Heading1", "Heading2")
"""The styles of the headings listed in a document with one title."""
COMPILED = "Compiled"
"""The style of titles below the contents: a compilation lists them and nothing else. It is not one of Word's own, which
a field would have to name in the language of the reader's Word."""
TITLE = "目　　录"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A heading that has a bookmark."""

    style: str
    text: str
    bookmark: str

    @property
    def line(self) -> str:
        """The line of the table: the text, and room for the number of its page."""
        return (
            f'<w:hyperlink w:anchor="{self.bookmark}" w:history="1"><w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
            f'<w:t xml:space="preserve">{escape(self.text)}</w:t></w:r><w:r><w:tab/></w:r>{_MARK.format("begin")}'
            f'<w:r><w:instrText xml:space="preserve"> PAGEREF {self.bookmark} \\h </w:instrText></w:r>'
            f"{_MARK.format('separate')}{_MARK.format('end')}</w:hyperlink>"
        )


@dataclass(kw_only=True, slots=True)
class Contents:
    """The table of one document; filled while what stands below it is written."""

    width: int
    """Of the line: page numbers stand at its end."""
    entries: list[Entry] = field(default_factory=list)

    def marked(self, style: str, text: str, runs: str) -> str:
        """The `runs` of a heading, in a bookmark if the table may list headings of this style."""
        if not text or style not in {*LISTED, COMPILED}:
            return runs
        number = len(self.entries) + 1
        entry = Entry(style=style, text=text, bookmark=f"_Toc{number:08}")
        self.entries.append(entry)
        return f'<w:bookmarkStart w:id="{number}" w:name="{entry.bookmark}"/>{runs}<w:bookmarkEnd w:id="{number}"/>'

    def table(self) -> str:
        """The paragraphs of the table but for the last, in which its field ends."""
        compiled = [entry for entry in self.entries if entry.style == COMPILED]
        listed = f'\\t "{STYLE[COMPILED].name},1"' if compiled else f'\\o "1-{len(LISTED)}"'
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText xml:space="preserve"> TOC '
            f"{escape(listed)} \\h \\z </w:instrText></w:r>{_MARK.format('separate')}"
        )
        tab = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{self.width}"/></w:tabs>'
        lines = [(f"TOC{1 + (entry.style == LISTED[1])}", entry.line) for entry in compiled or self.entries]
        return "".join(
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{tab}</w:pPr>{"" if at else begin}{line}</w:p>'
            for at, (style, line) in enumerate(lines or [("TOC1", "")])
        )


_MARK = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
END = f'<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr>{_MARK.format("end")}</w:p>'
"""The paragraph in which the field ends."""
