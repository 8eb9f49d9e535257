"""A small invented library for the basis finder, and examples of conduct to learn from."""

from pathlib import Path

from xuncha_docs.search.learning import learn_conduct

CODE_2018 = """---
id: yc-xingwei-2018-01-01
work: yc-xingwei
title: 云川市机关工作人员行为规范（示例）
kind: normative_document
issuer: 中共云川市委
issued: 2017-12-01
effective: 2018-01-01
sample: true
---

# 云川市机关工作人员行为规范（示例）

第一条　为了规范机关工作人员的行为，制定本规范。

第二条　工作人员不得收受管理服务对象赠送的礼品、礼金和消费卡。

第三条　公务用车只能用于公务活动，不得用于接送亲友。

第四条　收受礼品、礼金、消费卡的，给予警告处分；情节严重的，给予记过处分。

第五条　违反规定使用公务用车的，给予警告处分。

第六条　不得在办公场所饲养信鸽。
"""

CODE_2023 = """---
id: yc-xingwei-2023-05-01
work: yc-xingwei
title: 云川市机关工作人员行为规范（示例）
kind: normative_document
issuer: 中共云川市委
issued: 2023-04-01
effective: 2023-05-01
sample: true
---

# 云川市机关工作人员行为规范（示例）

第一条　为了规范机关工作人员的行为，制定本规范。

第二条　工作人员应当每年报告个人有关事项。

第三条　工作人员不得收受管理服务对象赠送的礼品、礼金和消费卡（券）。

第四条　公务用车只能用于公务活动，不得用于接送亲友。

第五条　收受礼品、礼金、消费卡（券）的，给予警告处分；情节严重的，给予记过或者记大过处分。

第六条　违反规定使用公务用车的，给予警告处分。
"""

NOTICE = """---
id: yc-zhiban-2020-01-01
work: yc-zhiban
title: 关于节假日值班的通知（示例）
kind: normative_document
issuer: 云川市人民政府办公室
issued: 2019-12-20
effective: 2020-01-01
sample: true
---

# 关于节假日值班的通知（示例）

为做好节假日值班工作，现通知如下。

值班人员应当坚守岗位，不得擅自离岗、脱岗。
"""

FOCUS = """kind: focus_point
sample: true
records:
  - id: fp-yongche
    title: 公务用车使用登记
    themes: [财经纪律]
    unit_types: []
    duty_tags: [公务用车]
    signs:
      - 节假日用车登记簿没有行程，油卡记录却有加油
    normal: 节假日车辆封存停驶，出车有派车单
    innocent: 值班用车已经批准，登记簿漏填
    check_path:
      - 用油卡记录与派车单逐笔核对
    documents:
      - {name: 派车单, years: 近三年, keeper: 办公室}
    questions:
      - role: 中层干部
        text: 节假日用车由谁批准？
        follow_ups: {yes: 请举例。, no: 哪位同志经办？, unclear: 可以查哪本台账？}
        confirm: 派车单
    basis:
      - {citation: 《云川市机关工作人员行为规范（示例）》第四条, role: norm}
"""

FINDINGS = """kind: finding
sample: true
records:
  - id: fd-yi-youka-2024
    title: 油卡给私家车加油
    themes: [财经纪律]
    unit_type: 党政机关
    unit_alias: 乙局
    duty_tags: [公务用车]
    occurred: 2024-02-01
    phenomenon: 2024年2月，乙局驾驶员用单位油卡给私家车加油6次。
    qualification: 违反规定使用公务用车油卡。
    responsibility: 建议责任主体：乙局办公室。
    basis:
      - {citation: 《云川市机关工作人员行为规范（示例）》第六条, role: sanction}
    rectification: 已退赔。
"""

FILES = {
    "regulations/yc-xingwei-2018-01-01.md": CODE_2018,
    "regulations/yc-xingwei-2023-05-01.md": CODE_2023,
    "regulations/yc-zhiban-2020-01-01.md": NOTICE,
    "focus/common.yaml": FOCUS,
    "findings/common.yaml": FINDINGS,
}

_CODE = "《云川市机关工作人员行为规范（示例）》"
GIFTS = (f"{_CODE}第三条第一款", f"{_CODE}第五条")
CARS = (f"{_CODE}第四条", f"{_CODE}第六条")
DUTY = ("《关于节假日值班的通知（示例）》第二自然段",)
TRAVEL = ("《云川市差旅管理办法（示例）》第七条", "《云川市差旅管理办法（示例）》第八条")
"""Of a regulation that the library does not hold."""

EXAMPLES: dict[tuple[str, ...], tuple[str, ...]] = {
    GIFTS: (
        "中秋前收了老板两条烟和一张购物卡",
        "包工头塞的红包收进了抽屉",
        "供货商逢年过节送来海鲜，都收下了",
        "收下企业送的手表和茶叶",
    ),
    CARS: (
        "周末开单位的车带家里人去爬山",
        "让司机用单位的车去机场接他表弟",
        "局里的车天天停在他家楼下接孩子",
        "开单位的车回老家吃喜酒",
    ),
    DUTY: (
        "国庆轮到他值班，人跑去钓鱼了",
        "除夕夜班没人在岗，电话没人接",
        "值夜班的提前走了，换班记录空着",
    ),
    TRAVEL: (
        "出差住了超标准的海景房回来报销",
        "没出差却编了车票报差旅费",
        "出差多写了两天领补助",
    ),
    (): (
        "自己掏钱在食堂吃午饭",
        "下班骑自行车回家",
        "周末和家里人在自己家包饺子",
        "用自己的工资给孩子买书",
        "请了年休假在家休息",
    ),
}
"""Articles, as numbered today -> conduct that breaches them; of conduct that breaches nothing there are none."""


def write_basis_kb(root: Path) -> Path:
    """The library as a knowledge base."""
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def write_examples(path: Path) -> Path:
    """What the examples teach, as the shipped map is written."""
    learn_conduct([(text, basis) for basis, texts in EXAMPLES.items() for text in texts]).save(path)
    return path
