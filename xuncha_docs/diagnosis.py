"""What `doctor` says of this machine: versions, optional tools, fonts, content, cache."""

import platform
import shutil
import subprocess
from importlib import metadata
from pathlib import Path

from xuncha_docs import __version__
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Finding, FocusPoint, Term
from xuncha_docs.search.index import is_fresh

_PACKAGES = ("jieba", "whoosh3", "jinja2", "markdown-it-py", "python-docx", "pyyaml", "numpy")
_TOOLS = {
    "soffice": "LibreOffice，用来导入 .doc .wps .rtf .odt，把文书转成 PDF 核对版面",
    "pdftoppm": "poppler，用来把 PDF 转成图片",
}
_CONVERTERS = {
    "pypdfium2": "PDF 文字",
    "pdfplumber": "PDF 表格",
    "selectolax": "网页",
    "trafilatura": "网页正文",
    "python-calamine": "表格 .xlsx .xls .et .ods",
    "ofdkit": "OFD",
    "opencc": "繁体转简体",
    "pypinyin": "去夹注拼音",
    "rapidocr": "扫描件和图片，可选",
}
"""Packages that only the import needs -> what for."""
_EXTRAS = {"rapidocr": "xuncha_docs[ocr]", "rjieba": "xuncha_docs[fast]", "docxtpl": "xuncha_docs[office]"}
_FONTS = ("方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体")


def diagnose(workspace: Path | None, cache: Path, library: Library) -> list[str]:
    """One Chinese line for each fact."""
    regulations = library.regulations()
    samples = sum(regulation.sample for regulation in regulations)
    counts = {cls: sum(1 for _ in library.records(cls)) for cls in (FocusPoint, Finding, Term)}
    held = f"法规 {len(regulations)} 件（示例 {samples} 件），监督重点 {counts[FocusPoint]} 条"
    built = "已是最新" if is_fresh(library, cache) else "还没有或已过期，下次检索时自动更新"
    return [
        f"xuncha_docs {__version__}，Python {platform.python_version()}，{platform.system()} {platform.machine()}",
        "部件：" + "，".join(f"{name} {metadata.version(name)}" for name in _PACKAGES),
        "导入：.docx .txt .md .eml .zip .tar 自带；" + "，".join(_package(*item) for item in _CONVERTERS.items()),
        f"检索：{_package('rjieba', '更快的切词，可选')}；有没有它结果都一样",
        _package("docxtpl", "填写本单位的 Word 模板，可选"),
        *(_tool(name, use) for name, use in _TOOLS.items()),
        _fonts(),
        f"工作区：{workspace or '没有（只用自带的示例内容；xuncha init 可新建）'}",
        f"缓存：{cache}（随时可删）",
        f"知识库：{held}，以往问题 {counts[Finding]} 条，术语 {counts[Term]} 个",
        f"检索库：{built}",
    ]


def _package(name: str, use: str) -> str:
    """The version of a package and what it is for, or how to get it."""
    try:
        return f"{use}（{name} {metadata.version(name)}）"
    except metadata.PackageNotFoundError:
        extra = _EXTRAS.get(name, name)
        return f"{use}（没有 {name}，可运行 pip install '{extra}'）"


def _tool(name: str, use: str) -> str:
    found = shutil.which(name)
    return f"可选工具 {name}：{found or '没有'}（{use}）"


def _fonts() -> str:
    """Which of the standard's fonts are installed, where fontconfig can tell."""
    fc_list = shutil.which("fc-list")
    if fc_list is None:
        return "公文字体：本机无法自动查看，请在 Word 或 WPS 里确认有 " + "、".join(_FONTS)
    listed = subprocess.run([fc_list, ":", "family"], capture_output=True, text=True, check=False).stdout
    absent = [font for font in _FONTS if font not in listed]
    return "公文字体：齐全" if not absent else f"公文字体：缺 {'、'.join(absent)}，打印的电脑上要有，否则会被替换"
