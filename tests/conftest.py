"""A small invented knowledge base on disk, and the rule for tests that need a tool or data from outside."""

import os
import shutil
from pathlib import Path

import pytest

from xuncha_docs.library.library import Library

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
EVERYTHING = os.environ.get("XUNCHA_REQUIRE_ALL") == "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.timeout(600))
            if not EVERYTHING:
                item.add_marker(pytest.mark.skip(reason="耗时较长；XUNCHA_REQUIRE_ALL=1 时运行"))


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test reads or writes the user's cache or workspace."""
    os.environ["XUNCHA_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    os.environ.pop("XUNCHA_WORKSPACE", None)


def require_tool(name: str) -> str:
    """The path of a program; without it the test is skipped, or fails where nothing may be skipped."""
    found = shutil.which(name)
    if found:
        return found
    if EVERYTHING:
        pytest.fail(f"缺少 {name}，而 XUNCHA_REQUIRE_ALL=1 要求全部运行")
    pytest.skip(f"缺少 {name}，跳过")


def require_data(*parts: str) -> Path:
    """A folder or file of the shared data; the test is skipped where it is absent."""
    path = DATA.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"没有 ../shared/data/{'/'.join(parts)}，跳过")
    return path


REGULATION_2020 = """---
id: yc-jiedai-2020-01-01
work: yc-jiedai
title: 云川市公务接待管理办法（示例）
short_titles: [云川接待办法]
kind: normative_document
issuer: 云川市财政局
document_number: 云财〔2019〕30号
issued: 2019-12-01
effective: 2020-01-01
sample: true
---

# 云川市公务接待管理办法（示例）

## 第一章 总则

第一条　为了规范公务接待，制定本办法。

第二条　接待单位应当按照标准安排用餐，陪餐人数不得超过接待对象的三分之一。

接待费用报销应当附下列凭证：

（一）公务函件；

（二）接待清单。

## 第二章 责任追究

第三条　违反本办法的，给予警告或者记过处分。
"""

REGULATION_2024 = (
    REGULATION_2020.replace("2020-01-01", "2024-05-01")
    .replace("2019-12-01", "2024-03-20")
    .replace("〔2019〕30号", "〔2024〕9号")
    .replace("三分之一", "四分之一")
)

FOCUS = """kind: focus_point
sample: true
records:
  - id: fp-jiedai
    title: 公务接待陪餐和报销
    themes: [财经纪律]
    unit_types: []
    duty_tags: [三公经费]
    signs:
      - 接待经办人报销时附的接待清单没有写明陪餐人数，见记账凭证所附接待清单“陪餐”栏
    normal: 每张接待报销凭证都附公务函和接待清单，陪餐人数合于标准
    innocent: 清单格式旧，陪餐人数写在公务函背面
    check_path:
      - 抽取近三年接待凭证三十张，与来访函件登记簿逐笔核对
    documents:
      - {name: 公务接待台账, years: 近三年, keeper: 办公室}
    questions:
      - role: 中层干部
        text: 一次公务接待从来函到报销要经过哪些环节？
        follow_ups: {yes: 请举最近一次的例子。, no: 哪位同志经办这项工作？, unclear: 可以查哪本台账？}
        confirm: 公务接待台账
    basis:
      - {citation: 《云川市公务接待管理办法（示例）》第二条第一款, role: norm}
      - {citation: 《云川市公务接待管理办法（示例）》第三条, role: sanction}
"""


def write_kb(root: Path) -> Path:
    """The small knowledge base: one regulation in two versions and one focus point."""
    files = {
        "regulations/yc-jiedai-2020-01-01.md": REGULATION_2020,
        "regulations/yc-jiedai-2024-05-01.md": REGULATION_2024,
        "focus/common.yaml": FOCUS,
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    """The small knowledge base in a fresh folder."""
    return write_kb(tmp_path / "kb")


@pytest.fixture
def library(kb: Path, tmp_path: Path) -> Library:
    """The library over the small knowledge base."""
    return Library.open([kb], tmp_path / "cache")
