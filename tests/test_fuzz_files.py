"""Real files of every format, changed at random: each ends as a document or with a Chinese reason, never otherwise."""

import io
import random
import re
import zipfile
from pathlib import Path

import pytest

from tests.conftest import DATA
from tests.every_format import ENGLISH, OFFICE, SLOW, samples
from tests.word_files import zip_file
from xuncha_docs.errors import ImportFailure
from xuncha_docs.foreign.preflight import MAGIC, UNREADABLE
from xuncha_docs.ingest.containers import SourceFile, iter_files
from xuncha_docs.ingest.converters import convert
from xuncha_docs.ingest.document import understand
from xuncha_docs.ingest.isolation import Isolation

ROUNDS = 25
"""For each file; a thousand by hand find what there is to find."""
REAL = (
    "derived/问责条例2016.docx",
    "derived/问责条例2016.html",
    "derived/问责条例2016.gb18030.txt",
    "law_docx_pdf/中华人民共和国国徽法.docx",
    "law_docx_pdf/中华人民共和国国徽法.pdf",
    "gongwen_templates/han_1.docx",
    "ofd/ofdrw_999.ofd",
    "govcn_html/专利代理条例.html",
)


def seeds() -> dict[str, bytes | Path]:
    """The project's own small files and real ones; LibreOffice and recognition take seconds a file and have a test."""
    own = {name: data for name, data in samples().items() if not name.endswith(SLOW)}
    return {**own, **{name: DATA / "govdocs" / name for name in REAL}}


def _data(seed: bytes | Path) -> bytes:
    if isinstance(seed, bytes):
        return seed
    if not seed.exists():
        pytest.skip(f"没有 ../shared/data/govdocs 里的 {seed.name}，跳过")
    return seed.read_bytes()


@pytest.mark.parametrize("name", seeds())
def test_a_changed_file_ends_as_a_document_or_with_a_chinese_reason(name: str, tmp_path: Path) -> None:
    data = _data(seeds()[name])
    chance = random.Random(name)  # noqa: S311 -- 可重复的变异，不是密码
    for _ in range(ROUNDS):
        path = tmp_path / name.rpartition("/")[2]
        path.write_bytes(mutated(data, chance))
        for found in iter_files([path]):
            said = _read(found.data, found.name) if isinstance(found, SourceFile) else found.reason
            assert said
            assert not ENGLISH.search(said), said


@pytest.mark.parametrize("name", [name for name in samples() if name.endswith((*SLOW, ".pdf", ".xlsx"))])
def test_a_changed_file_harms_no_child(name: str) -> None:
    """Through the child, as these are read by foreign code that may crash."""
    chance = random.Random(name)  # noqa: S311 -- 可重复的变异，不是密码
    with Isolation() as isolation:
        for _ in range(1 if name.endswith(OFFICE) else 3):
            said = _read_by(isolation, mutated(samples()[name], chance), name)
            assert said
            assert not ENGLISH.search(said), said


def _read(data: bytes, name: str) -> str:
    """What is read, and understood, or why not."""
    try:
        converted = convert(data, name)
        if converted.text:
            understand(converted, name)
    except ImportFailure as failure:
        return failure.message
    except RecursionError:
        return "嵌套过深"  # 子进程里这样说
    return "文件"


def _read_by(isolation: Isolation, data: bytes, name: str) -> str:
    try:
        isolation.convert(data, name)
    except ImportFailure as failure:
        return failure.message
    return "文件"


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The file with some of its bytes changed, cut off, doubled; inside its members where it is a zip."""
    if data.startswith(MAGIC) and chance.random() < 0.8:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                members = {name: archive.read(name) for name in archive.namelist()}
        except UNREADABLE:
            return _changed(data, chance)
        for name in chance.sample(sorted(members), k=min(len(members), chance.randint(1, 3))):
            members[name] = mutated(members[name], chance)
        return zip_file(members)
    return _changed(data, chance)


def _changed(data: bytes, chance: random.Random) -> bytes:
    if not data:
        return chance.randbytes(chance.randint(0, 9))
    at, size = chance.randrange(len(data)), chance.choice((1, 4, 60, 3000))
    match chance.randrange(6):
        case 0:
            return data[:at]
        case 1:
            return data[:at] + data[at : at + size] * chance.randint(2, 40) + data[at + size :]
        case 2:
            return data[:at] + data[at + size :]
        case 3:
            return _with_other_values(data, chance)
        case _:
            changed = bytearray(data)
            for _ in range(chance.randint(1, 30)):
                changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
            return bytes(changed)


def _with_other_values(data: bytes, chance: random.Random) -> bytes:
    """Some of the values of attributes, or else of the numbers, replaced by what nobody expects."""
    values = (b"", b"0", b"-1", b"99999999999999999999", b"1e309", b"NaN", b"\xe7\x94\xb2", b"../x", b"A1:XFD9", b"%s")
    share = chance.choice((0.02, 0.3, 1))
    pattern = rb'(?<==")[^"<>]*(?=")' if b'="' in data else rb"\d+"
    return re.sub(pattern, lambda found: chance.choice(values) if chance.random() < share else found[0], data)
