"""docxtpl, with what it leaves open closed: each part filled once, broken XML refused, values never read as tags."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

from docxtpl import DocxTemplate
from lxml import etree

from xuncha_docs.errors import TemplateError
from xuncha_docs.foreign.parts import w
from xuncha_docs.foreign.preflight import parse_xml

Print = Callable[[str, str], str]
"""(source, name of the part) -> what it prints."""
_FOOTNOTES = "/footnotes"


class _Document(DocxTemplate):  # type: ignore[misc]  # docxtpl 没有类型标注
    """A template whose parts are printed by our own function."""

    def __init__(self, data: bytes, print_: Print) -> None:
        super().__init__(io.BytesIO(data))
        self._print = print_

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:  # noqa: ARG002 -- docxtpl 规定的形参
        """The part filled in.

        Not docxtpl's own, which turns `{_{` in a value into a tag and mends broken XML by dropping what does not fit.
        """
        name = str(part.partname).lstrip("/")
        filled = self._print(src_xml, name)
        try:
            etree.fromstring(filled.encode(), etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
        except etree.XMLSyntaxError as error:
            told = "循环或判断的开头和结尾不在同一层（如一个在表格里、一个在表格外）：整段写 {%p … %}，整行写 {%tr … %}"
            raise TemplateError(f"{name} 填写后不成文档，{told}") from error
        return str(self.resolve_listing(filled))

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        """Nothing: the properties are ours."""

    def render_footnotes(self, context: Any, jinja_env: Any = None) -> None:
        """The footnotes, once; docxtpl reads them again for each section, and with them the values just printed."""
        for relation in self.docx.part.rels.values():
            if relation.reltype.endswith(_FOOTNOTES) and not relation.is_external:
                part = relation.target_part
                xml = self.patch_xml(part.blob.decode())
                part._blob = self.render_xml_part(xml, part, context, jinja_env).encode()  # noqa: SLF001 -- 与 docxtpl 相同


def filled(data: bytes, print_: Print) -> dict[str, bytes]:
    """The parts of the document that `print_` makes of the template in `data`."""
    document = _Document(data, print_)
    document.render({})
    buffer = io.BytesIO()
    document.docx.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def part_text(data: bytes, name: str) -> str:
    """The text of a part as it is printed."""
    return "".join(each.text or "" for each in parse_xml(data, name).iter(w("t")))
