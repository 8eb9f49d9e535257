"""Template files -> templates: Markdown with Jinja under strict front matter; every error has its line."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path

import yaml
from jinja2 import TemplateSyntaxError, nodes

from xuncha_docs.compose.environment import compiled, environment
from xuncha_docs.compose.framing import framing_errors
from xuncha_docs.errors import Location, TemplateError, XunchaError, reason
from xuncha_docs.forms import FormKind, Head, Imprint
from xuncha_docs.library.decode import Decoder
from xuncha_docs.library.reader import split_front_matter
from xuncha_docs.library.rounds import Phase


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
    lines: tuple[tuple[str, int], ...]
    """First line of each key of the front matter (`head.mark`) and of the body."""
    sha256: str
    """Of the whole file."""
    location: Location

    def place(self, part: str, line: int = 1) -> Location:
        """The place in the file of a line of `part`, counted from 1."""
        return Location(path=self.location.path, line=dict(self.lines)[part] + line - 1)

    @property
    def landscape(self) -> bool:
        """Whether the page lies on its long side."""
        return self.orientation is Orientation.LANDSCAPE

    @property
    def parts(self) -> dict[str, str]:
        """The parts that may hold Jinja, each a template of its own: title, filename, `head.mark` …, body."""
        given = {"title": self.title, "filename": self.filename, "confidentiality": self.confidentiality}
        for name, group in (("head", self.head), ("imprint", self.imprint)):
            given |= {f"{name}.{item.name}": getattr(group, item.name) for item in fields(group)} if group else {}
        return {name: text for name, text in given.items() if text is not None} | {"body": self.body}


@dataclass(frozen=True, kw_only=True, slots=True)
class ParsedTemplate:
    """What one template file holds: a template, or errors."""

    template: Template | None = None
    errors: tuple[TemplateError, ...] = ()


def template_files(root: Path) -> list[Path]:
    """The template files of one layer, sorted."""
    return sorted(path for path in root.glob("*.md") if not path.name.startswith((".", "~")) and path.stem != "README")


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
        for path in template_files(root):
            parsed = parse_template(path, root)
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
    return {template.id: template for template in ordered}, tuple(errors)


def parse_template(path: Path, root: Path) -> ParsedTemplate:
    """The template in one file, or all that is wrong with it; never raises for what stands in the file."""
    name = f"{root.name}/{path.relative_to(root).as_posix()}"
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        front, body, body_line = split_front_matter(text, name)
    except UnicodeDecodeError:
        return ParsedTemplate(errors=(TemplateError("不是 UTF-8 文本，请另存为 UTF-8 编码", Location(path=name)),))
    except OSError as error:
        return ParsedTemplate(errors=(TemplateError(f"读不了这个文件：{reason(error)}", Location(path=name)),))
    except XunchaError as error:
        return ParsedTemplate(errors=(TemplateError(error.message, error.location),))
    decoder = Decoder(name, first_line=2)
    node = decoder.compose(front)
    lines = (*(_lines(node) if node else ()), ("body", body_line))
    place = Location(path=name, line=1)
    given = {"body": body, "lines": lines, "sha256": hashlib.sha256(data).hexdigest(), "location": place}
    template = decoder.record(Template, node, **given) if node else None
    if template is None:
        return ParsedTemplate(errors=tuple(TemplateError(error.message, error.location) for error in decoder.errors))
    wrong_parts = (_syntax_error(template, part, text) for part, text in template.parts.items())
    errors = (*filter(None, wrong_parts), *framing_errors(template))
    return ParsedTemplate(errors=errors) if errors else ParsedTemplate(template=template)


def _lines(node: yaml.MappingNode, group: str = "") -> Iterator[tuple[str, int]]:
    """The keys with the line of the file on which their text begins; those of a group as `group.key`."""
    for key, value in node.value:
        name = f"{group}{key.value}"
        # 说明块从文件第 2 行起；“|”之后的文字在下一行。
        yield name, value.start_mark.line + 2 + (getattr(value, "style", None) in ("|", ">"))
        if isinstance(value, yaml.MappingNode):
            yield from _lines(value, f"{name}.")


def _syntax_error(template: Template, part: str, source: str) -> TemplateError | None:
    try:
        tree = environment().parse(source)
        compiled(source, template.place(part).path)
    except TemplateSyntaxError as error:
        return TemplateError(_in_chinese(error.message or ""), template.place(part, error.lineno))
    return _forbidden(template, part, tree)


def _forbidden(template: Template, part: str, tree: nodes.Template) -> TemplateError | None:
    env = environment()
    for node in tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)):
        return TemplateError("模板不能引用别的模板文件，请把内容直接写进来", template.place(part, node.lineno))
    for filter_ in tree.find_all(nodes.Filter):
        if filter_.name not in env.filters:
            return TemplateError(_no_filter(filter_.name), template.place(part, filter_.lineno))
    return None


def _no_filter(name: str) -> str:
    near = get_close_matches(name, environment().filters, n=1)
    return f"没有过滤器 {name}，" + (f"是不是 {near[0]}？" if near else f"可用的有：{'、'.join(environment().filters)}")


_MESSAGES = (
    (r"Encountered unknown tag '(.+?)'.*", "不认识的标签 {0}"),
    (r"Unexpected end of template.*innermost block that needs to be closed is '(.+?)'.*", "{0} 没有结束，缺少 end{0}"),
    (r"Unexpected end of template.*", "模板没有写完，检查 {{% … %}} 是否都有结束标签"),
    (r"Expected an expression, got '(.+?)'", "这里应写一个值，却是 {0}"),
    (r"expected token '(.+?)', got '(.+?)'", "这里应为 {0}，却写了 {1}"),
    (r"unexpected char '(.+?)' at \d+", "多出字符 {0}；标签里的引号、括号、竖线要用半角"),
    (r"unexpected '(.+?)'.*", "多出 {0}"),
    (r"Missing end of (comment|raw).*", "{0} 没有结束"),
    (r"No test named '(.+?)'.*", "没有判断词 {0}"),
)


def _in_chinese(message: str) -> str:
    unknown = re.match(r"No filter named '(.+?)'", message)
    if unknown:
        return _no_filter(unknown[1])
    for pattern, chinese in _MESSAGES:
        match = re.fullmatch(pattern, message, re.DOTALL)
        if match:
            return f"模板写法有误：{chinese.format(*match.groups())}"
    return f"模板写法有误：{message}"
