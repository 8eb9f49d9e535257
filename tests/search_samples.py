"""A small invented knowledge base with every kind of record that is searched."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.conftest import write_kb
from xuncha_docs.library.library import Library
from xuncha_docs.search.index import SearchIndex, open_index

BANK = """---
id: yc-nongye-yinhang-2021-01-01
work: yc-nongye-yinhang
title: 中国云川农业发展银行监督条例（示例）
short_titles: [云川农发行条例]
kind: local_regulation
issuer: 云川市人民代表大会常务委员会
document_number: 云人常〔2020〕7号
issued: 2020-12-01
effective: 2021-01-01
sample: true
unit_types: [国有企业]
---

# 中国云川农业发展银行监督条例（示例）

## 第一章 总则

第一条　贷款审查实行Ａ、Ｂ角制度，重大贷款由贷审会集体研究，ＧＢ级文件编号为2020-7。

第二条　信贷人员不得接受企业宴请，不得以任何名义收取礼金。

## 第二章 责任

第三条　违反第二条规定的，由市财政局给予警告；情节严重的，给予处分。
"""

PLAN = """---
id: yc-zhengce-tongzhi-2030-01-01
work: yc-zhengce-tongzhi
title: 关于规范礼金登记的通知（示例）
kind: normative_document
issuer: 云川市财政局
issued: 2029-12-01
effective: 2030-01-01
sample: true
---

# 关于规范礼金登记的通知（示例）

各单位收到礼金应当在三日内登记上交。

礼金登记簿由办公室保管。
"""

CATALOG = """kind: catalog_entry
sample: true
records:
  - id: yc-huiyi-feiyong-2012
    title: 云川市会议费管理办法（示例）
    kind: normative_document
    issuer: 云川市财政局
    document_number: 云财〔2012〕3号
    issued: 2012-05-01
    effective: 2012-06-01
    ended: 2019-01-01
    successor: 云川市公务支出管理办法（示例）
"""

FUNCTIONS = """kind: function_list
sample: true
records:
  - id: fl-guoqi
    title: 国有企业职能清单（示例）
    unit_type: 国有企业
    duties:
      - id: d1
        text: 按规定权限决定对外投资和大额资金使用
        power: 财
        tags: [国企投资]
        risks: [以碰头会代替集体决策]
        basis: []
      - id: d2
        text: 组织物资采购和库存管理
        power: 物
        tags: [物资采购]
        risks: [拆分采购规避公开招标]
        basis: []
"""

FINDINGS = """kind: finding
sample: true
records:
  - id: fd-jia-jiedai-2023
    title: 公务接待清单漏填陪餐人数
    themes: [财经纪律]
    unit_type: 党政机关
    unit_alias: 甲局
    duty_tags: [三公经费]
    occurred: 2023-06-30
    phenomenon: 2023年1月至6月，甲局报销接待费12笔，其中5笔的接待清单没有填写陪餐人数。
    qualification: 接待费报销凭证要素不全。
    responsibility: 建议责任主体：甲局办公室。
    basis:
      - {citation: 《云川市公务接待管理办法（示例）》第二条第二款, role: norm}
    rectification: 已补登并修订清单格式。
"""

TERMS = """kind: term
sample: true
records:
  - id: term-san-chong-yi-da
    preferred: 三重一大
    synonyms: [重大事项决策]
  - id: term-li-jin
    preferred: 礼金
    synonyms: [红包]
    abbreviations: [收红包]
"""

FILES = {
    "regulations/yc-nongye-yinhang-2021-01-01.md": BANK,
    "regulations/yc-zhengce-tongzhi-2030-01-01.md": PLAN,
    "catalog/common.yaml": CATALOG,
    "functions/common.yaml": FUNCTIONS,
    "findings/common.yaml": FINDINGS,
    "terms.yaml": TERMS,
}


def write_search_kb(root: Path) -> Path:
    """The small knowledge base of conftest, and one file of every other searched kind."""
    write_kb(root)
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@contextmanager
def searching(kb: Path, cache: Path) -> Iterator[tuple[Library, SearchIndex]]:
    """The library over `kb` and its index, both with their files in `cache`; closed at the end."""
    with closing(Library.open([kb], cache)) as library, open_index(library, cache) as index:
        yield library, index
