"""Template files -> templates; every error has its place.

`x.md`: Markdown with Jinja under strict front matter. `x.yaml` beside `x.docx`: the same front matter for an office's
own Word file with Jinja in it. `base.docx`, and `base/x.docx` for one template: Word files that carry our documents.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from pathlib import Path

import yaml

from xuncha_docs.compose.framing import framing_errors
from xuncha_docs.compose.syntax import first_mistake, mend
from xuncha_docs.compose.word_file import WordFile, read_word_file
from xuncha_docs.errors import Location, TemplateError, XunchaError, reason
from xuncha_docs.forms import FormKind, Head, Imprint
from xuncha_docs.library.decode import Decoder
from xuncha_docs.library.reader import split_front_matter
from xuncha_docs.library.rounds import Phase

BASE = "base.docx"
"""The Word file that carries all documents of a layer."""


class Scope(StrEnum):
    """For what one document is made."""

    ROUND = "round"
    TEAM = "team"
    UNIT = "unit"
    UNIT_ROLE = "unit_role"
    PACK = "pack"
    """The pack itself, once its other documents are made."""


class Audience(StrEnum):
    """Who receives the document; the pack has a folder for each."""

    OFFICE = "office"
    TEAM = "team"
    UNIT = "unit"
    PUBLIC = "public"


class Orientation(StrEnum):
    """How the page lies."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """One kind of document of the register."""

    id: str
    title: str
    """The document's name; may hold `{{ … }}`."""
    phase: Phase
    order: int
    """Position inside the phase."""
    scope: Scope
    unit_types: tuple[str, ...] = ()
    """The types of units it is made for; of all when empty."""
    audience: Audience
    outgoing: bool
    """Whether it may leave the office."""
    orientation: Orientation = Orientation.PORTRAIT
    form: FormKind = FormKind.PLAIN
    """How the document is dressed; 文件, 信函 and 纪要 have a `head` and may have an `imprint`."""
    head: Head | None = None
    """版头; its fields may hold `{{ … }}`."""
    imprint: Imprint | None = None
    """版记; its fields may hold `{{ … }}`."""
    confidentiality: str | None = None
    """密级和保密期限, printed in the head; may hold `{{ … }}`."""
    retention: str | None = None
    """保管期限: 长期, 30年, 10年."""
    issuer: str | None = None
    approver: str | None = None
    level: str | None = None
    """规定, or 一般做法 where only local practice asks for it."""
    purpose: str
    """One line: what it is for."""
    inputs: tuple[str, ...] = ()
    """Dotted context names the template reads."""
    filename: str
    """Pattern of the file name without `.docx`."""
    body: str
    """Markdown; empty where `word` is filled in."""
    word: WordFile | None = None
    """The office's own Word file."""
    base: Path | None = None
    """The office's Word file that carries the document."""
    lines: tuple[tuple[str, int], ...]
    """First line of each key of the front matter (`head.mark`) and of the body."""
    sha256: str
    """Of the whole file, and of the Word files that belong to it."""
    location: Location

    def place(self, part: str, line: int = 1) -> Location:
        """The place in the file of a line of `part`, counted from 1."""
        for inside in self.word.parts if self.word else ():
            if inside.name == part:
                return Location(path=f"{self.location.path.removesuffix('.yaml')}.docx", spot=inside.spots[line - 1])
        return Location(path=self.location.path, line=dict(self.lines)[part] + line - 1)

    def fits(self, unit_type: str) -> bool:
        """Whether it is made for units of this type."""
        return not self.unit_types or unit_type in self.unit_types

    @property
    def landscape(self) -> bool:
        """Whether the page lies on its long side."""
        return self.orientation is Orientation.LANDSCAPE

    @property
    def parts(self) -> dict[str, str]:
        """The parts that may hold Jinja, each a template of its own: title, filename, `head.mark` …, body.

        Of a list each entry: `head.mark.1` …

        Of a Word template, its parts stand in place of the body: word/document.xml …
        """
        given = {"title": self.title, "filename": self.filename, "confidentiality": self.confidentiality}
        for name, group in (("head", self.head), ("imprint", self.imprint)):
            given |= {f"{name}.{item.name}": getattr(group, item.name) for item in fields(group)} if group else {}
        inside = {part.name: part.text for part in self.word.parts} if self.word else {"body": self.body}
        return dict(text for name, value in given.items() for text in _texts(name, value)) | inside


@dataclass(frozen=True, kw_only=True, slots=True)
class ParsedTemplate:
    """What one template file holds: a template, or errors."""

    template: Template | None = None
    errors: tuple[TemplateError, ...] = ()
    mended: Template | None = None
    """Of a Word template with errors: the same without its file and the tags that are wrong, for further checks."""


def _texts(name: str, value: str | tuple[str, ...] | None) -> Iterator[tuple[str, str]]:
    """The parts that one field is, none where it is not given."""
    if isinstance(value, tuple):
        yield from ((f"{name}.{at}", text) for at, text in enumerate(value, 1))
    elif value is not None:
        yield name, value


def template_files(root: Path) -> list[Path]:
    """The template files of one layer, sorted; a Word template is told by its front matter."""
    found = (path for suffix in ("md", "yaml") for path in root.glob(f"*.{suffix}"))
    return sorted(path for path in found if not path.name.startswith((".", "~")) and path.stem != "README")


def read_templates(layers: Sequence[Path]) -> dict[str, Template]:
    """All templates by id, in the order of the register; a higher layer replaces a template whole.

    `layers` are folders, lowest first. TemplateError for the first thing a file got wrong.
    """
    templates, errors = read_tolerant(layers)
    if errors:
        raise errors[0]
    return templates


def read_tolerant(layers: Sequence[Path]) -> tuple[dict[str, Template], tuple[TemplateError, ...]]:
    """The templates that could be read, and every error of the others; for `check`."""
    found: dict[str, Template] = {}
    errors: list[TemplateError] = []
    for root in layers:
        layer: dict[str, Template] = {}
        errors += _strays(root)
        for parsed in parse_layer(root):
            errors += parsed.errors
            template = parsed.template
            if template and template.id in layer:
                message = f"id {template.id} 与 {layer[template.id].location.path} 重复，请改一个"
                errors.append(TemplateError(message, template.location))
            elif template:
                layer[template.id] = template
        found |= layer
    phases = list(Phase)
    ordered = sorted(found.values(), key=lambda t: (phases.index(t.phase), t.order, t.id))
    return {template.id: _based(template, layers) for template in ordered}, tuple(errors)


def parse_layer(root: Path) -> Iterator[ParsedTemplate]:
    """Every template file of one layer."""
    return (parse_template(path, root) for path in template_files(root))


def _strays(root: Path) -> Iterator[TemplateError]:
    for path in sorted(root.glob("*.do[ct]*")):
        place = Location(path=f"{root.name}/{path.name}")
        if path.name.startswith(("~", ".")) or path.name == BASE:
            continue
        if path.suffix != ".docx":
            yield TemplateError("这种 Word 文件不能用作模板，请在 Word 或 WPS 里另存为不带宏的 .docx", place)
        elif not path.with_suffix(".yaml").is_file():
            told = f"缺少说明文件 {path.stem}.yaml（id、title、phase、scope、inputs 等，写法同 Markdown 模板的说明块）"
            yield TemplateError(f"{told}；要作为所有文书的底，请改名为 {BASE}", place)


def _based(template: Template, layers: Sequence[Path]) -> Template:
    """The template with the Word file that carries it: its own, else that of all, from the highest layer."""
    places = (root / name for root in reversed(layers) for name in (f"base/{template.id}.docx", BASE))
    base = None if template.word else next((path for path in places if path.is_file()), None)
    if base is None:
        return template
    whole = hashlib.sha256(template.sha256.encode() + base.read_bytes())
    return replace(template, base=base, sha256=whole.hexdigest())


def parse_template(path: Path, root: Path) -> ParsedTemplate:
    """The template in one file, or all that is wrong with it; never raises for what stands in the file."""
    name = f"{root.name}/{path.relative_to(root).as_posix()}"
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        word = _word_file(path.with_suffix(".docx"), name) if path.suffix == ".yaml" else None
        front, body, body_line = (text, "", 1) if word else split_front_matter(text, name)
    except UnicodeDecodeError:
        return ParsedTemplate(errors=(TemplateError("不是 UTF-8 文本，请另存为 UTF-8 编码", Location(path=name)),))
    except OSError as error:
        return ParsedTemplate(errors=(TemplateError(f"读不了这个文件：{reason(error)}", Location(path=name)),))
    except XunchaError as error:
        return ParsedTemplate(errors=(TemplateError(error.message, error.location),))
    first = 1 if word else 2  # Markdown 的说明块从文件第 2 行起
    decoder = Decoder(name, first_line=first)
    node = decoder.compose(front)
    lines = (*(_lines(node, first) if node else ()), ("body", body_line))
    sha256 = hashlib.sha256(data + (word.data if word else b"")).hexdigest()
    given = {"body": body, "word": word, "base": None, "lines": lines, "sha256": sha256}
    template = decoder.record(Template, node, **given, location=Location(path=name, line=1)) if node else None
    if template is None:
        return ParsedTemplate(errors=tuple(TemplateError(error.message, error.location) for error in decoder.errors))
    return _checked(template)


def _word_file(path: Path, front: str) -> WordFile:
    name = f"{front.removesuffix('.yaml')}.docx"
    if not path.is_file():
        raise TemplateError(f"没有与它成对的 {path.name}", Location(path=front))
    try:
        return read_word_file(path.read_bytes())
    except XunchaError as error:
        raise TemplateError(error.message, Location(path=name)) from error


def _checked(template: Template) -> ParsedTemplate:
    inside = {part.name for part in template.word.parts} if template.word else set()
    found = [
        TemplateError(wrong[0], template.place(part, wrong[1]))
        for part, text in template.parts.items()
        if part not in inside and (wrong := first_mistake(text, template.place(part).path))
    ]
    found += framing_errors(template)
    if template.unit_types and template.scope not in (Scope.UNIT, Scope.UNIT_ROLE):
        message = f"scope: {template.scope} 的文书不按单位出，不写 unit_types"
        found.append(TemplateError(message, template.place("unit_types")))
    mended = template
    if template.word:
        told, mended = _word_mistakes(template, template.word)
        found += told
    return ParsedTemplate(errors=tuple(found), mended=mended) if found else ParsedTemplate(template=template)


def _word_mistakes(template: Template, word: WordFile) -> tuple[list[TemplateError], Template]:
    """Everything wrong inside the Word file, and the template without it."""
    path = f"{template.location.path.removesuffix('.yaml')}.docx"
    found = [TemplateError(message, Location(path=path, spot=spot)) for spot, message in word.problems]
    if template.head or template.imprint:
        found.append(TemplateError("版头和版记已在 Word 文件里，说明文件不写 head、imprint", template.location))
    whole = []
    for part in word.parts:
        text, mistakes = mend(part.text)
        found += [TemplateError(message, template.place(part.name, line)) for message, line in mistakes]
        whole.append(replace(part, text=text or ""))
    return found, replace(template, word=replace(word, data=b"", parts=tuple(whole)))


def _lines(node: yaml.MappingNode, first: int, group: str = "") -> Iterator[tuple[str, int]]:
    """The keys with the line on which their text begins; those of a group as `group.key`, entries as `key.1`."""
    for key, value in node.value:
        name = f"{group}{key.value}"
        # “|”之后的文字在下一行。
        yield name, value.start_mark.line + first + (getattr(value, "style", None) in ("|", ">"))
        if isinstance(value, yaml.SequenceNode):
            yield from ((f"{name}.{at}", child.start_mark.line + first) for at, child in enumerate(value.value, 1))
        if isinstance(value, yaml.MappingNode):
            yield from _lines(value, first, f"{name}.")
