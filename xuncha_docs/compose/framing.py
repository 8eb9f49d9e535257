"""Which parts of the frame go together: what GB/T 9704 does not allow is an error before a document is made."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xuncha_docs.errors import TemplateError
from xuncha_docs.forms import JOINT_WORD, FormKind, Head

if TYPE_CHECKING:
    from xuncha_docs.compose.templates import Template


def framing_errors(template: "Template") -> tuple[TemplateError, ...]:
    """What is wrong with form, head and imprint together, each at its line."""
    found = _of_headed(template) if template.form.headed else _of_unheaded(template)
    return tuple(TemplateError(message, template.place(part)) for part, message in found)


def _of_unheaded(template: "Template") -> Iterator[tuple[str, str]]:
    for part, given in (("head", template.head), ("imprint", template.imprint)):
        if given:
            yield part, f"form: {template.form} 没有 {part}；要版头、版记，form 请写 文件、信函 或 纪要"


def _of_headed(template: "Template") -> Iterator[tuple[str, str]]:
    if template.head is None:
        yield "form", f"form: {template.form} 要写 head，其中 mark 是发文机关标志"
    if template.landscape:
        yield (
            "orientation",
            f"form: {template.form} 的首页是竖排，请写 orientation: portrait；横排的表格用 :::landscape",
        )
    if template.head and template.head.signers and template.form is not FormKind.DOCUMENT:
        yield "head.signers", f"{template.form}不标签发人；上行文请写 form: 文件"
    if template.head and not isinstance(template.head.mark, str):
        yield from _of_joint(template.form, template.head.mark, template.head)
    yield from _of_imprint(template)


def _of_joint(form: FormKind, mark: tuple[str, ...], head: Head) -> Iterator[tuple[str, str]]:
    if form is not FormKind.DOCUMENT:
        yield "head.mark", f"联合行文的{form}只用主办机关的标志，mark 不写成列表（9704 10.1）"
    elif not head.joint:
        yield "head.mark", f"mark 写成列表就是联合行文：至少两个机关，主办机关在前，最后可以写 {JOINT_WORD}"
    elif JOINT_WORD in mark[:-1]:
        yield "head.mark", f"{JOINT_WORD} 写在 mark 列表的最后，印在各机关名称的右侧"


def _of_imprint(template: "Template") -> Iterator[tuple[str, str]]:
    imprint = template.imprint
    if imprint is None:
        return
    if template.form is FormKind.LETTER:
        for name, given in (("office", imprint.office), ("date", imprint.date)):
            if given:
                yield f"imprint.{name}", "信函的版记不写印发机关和印发日期，只写抄送 copies"
    elif bool(imprint.office) != bool(imprint.date):
        yield "imprint", "印发机关 office 和印发日期 date 要一起写"
