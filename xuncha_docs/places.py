"""Every path the product uses: shipped content, the private workspace, the cache."""

import hashlib
import os
import sys
import unicodedata
from pathlib import Path

from xuncha_docs.errors import RecordError

WORKSPACE_FILE = "xuncha.toml"
_PACKAGE = Path(__file__).resolve().parent


def shipped_root() -> Path:
    """The folder that holds the shipped `kb/` and `templates/`: inside the wheel, else beside the package."""
    inside = _PACKAGE / "_shipped"
    return inside if inside.is_dir() else _PACKAGE.parent


def shipped_kb() -> Path:
    """The reviewed knowledge base that comes with the product."""
    return shipped_root() / "kb"


def shipped_templates() -> Path:
    """The document templates that come with the product."""
    return shipped_root() / "templates"


def sample_round() -> Path:
    """The round file of the fictional 云川市."""
    return _PACKAGE / "demo" / "round.yaml"


def find_workspace(given: str | Path | None, *, start: Path | None = None) -> Path | None:
    """The private workspace: `given`, else XUNCHA_WORKSPACE, else the nearest parent with xuncha.toml, else None.

    A named workspace that is none raises RecordError; nothing is guessed in its place.
    """
    named = given or os.environ.get("XUNCHA_WORKSPACE")
    if named:
        root = Path(named).expanduser().absolute()
        if not (root / WORKSPACE_FILE).is_file():
            raise RecordError(f"{named} 不是工作区（缺少 {WORKSPACE_FILE}）。请先运行 xuncha init {named}")
        return root
    here = (start or Path.cwd()).absolute()
    return next((folder for folder in (here, *here.parents) if (folder / WORKSPACE_FILE).is_file()), None)


def cache_root() -> Path:
    """Where compiled stores and indexes live; can be deleted at any time. XUNCHA_CACHE overrides it."""
    named = os.environ.get("XUNCHA_CACHE")
    if named:
        return Path(named).expanduser().absolute()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "xuncha_docs"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "xuncha_docs"


def cache_for(workspace: Path | None) -> Path:
    """The cache folder of one combination of shipped content and workspace; not created here."""
    key = f"{shipped_root()}\n{workspace or ''}"
    return cache_root() / hashlib.sha256(key.encode()).hexdigest()[:16]


_UNSAFE = str.maketrans('\\/:*?"<>|', "＼／：＊？”＜＞｜")
_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}
_INVISIBLE = {"Cc", "Cf", "Cs"}
"""Controls, marks that turn the reading direction and hide what a name is, halves of characters."""
_LONGEST_NAME = 80
_MOST_BYTES = 240
"""Linux and macOS allow 255, of which a suffix and a number take some."""


def safe_name(text: str) -> str:
    """`text` as a file or folder name that Windows, Kylin and macOS all accept, at most 80 characters."""
    spaced = " ".join(text.translate(_UNSAFE).split())
    name = "".join(char for char in spaced if _is_visible(char))[:_LONGEST_NAME]
    while len(name.encode()) > _MOST_BYTES:
        name = name[:-1]
    name = name.rstrip(". ").lstrip()
    if not name or name.split(".")[0].rstrip().upper() in _DEVICES:
        return f"_{name}"
    return name


def _is_visible(char: str) -> bool:
    return unicodedata.category(char) not in _INVISIBLE and ord(char) & 0xFFFE != 0xFFFE  # noqa: PLR2004 -- 非字符
