"""Whether a text sets a punishment, as against naming one in a definition, a duty or a procedure."""

import re

_PENALTY = (
    "(?:警告|记过|记大过|降级|撤职|开除|撤销党内职务|留党察看|开除党籍|撤销职务|通报批评|批评教育|诫勉|免职|改组|解散|问责"
    "|处分|纪律处理|组织处理|处罚|罚款)"
)
_END = r"(?=[。；：]|，(?!应当|的)|、(?:没收|并处|责令|罚款|吊销|暂扣)|$|（一）)"
"""A clause that goes on with 的 is a condition (给予处分的，应当制作决定书), not a punishment."""
_AMOUNT = (
    "以|[一二三四五六七八九十百千万0-9０-９]|违法|货值|罚款|罚金|死刑|无期|拘|管制|警告|没收|合同|相当|其|非法|应缴|未"
)
_OF = "的(?=(?:行政|纪律|政务)?(?:处分|处罚))|相应的|应得的"
_FORMS = (
    # 给予警告或者严重警告处分；予以开除：（一）……；依法给予相应的处分
    rf"(?<!决定)(?<!建议)(?<!追认)(?<!批准)(?<!拟)(?<!不)(?<!免)(?:给予|予以|处以)(?:[^。；，：的]|{_OF}){{0,40}}?{_PENALTY}{_END}",
    # 依法追究刑事责任；追究主要负责人责任
    r"(?<!不)(?<!不予)(?<!免予)追究(?!的)[^。；，]{0,24}(?<!违约)(?<!赔偿)(?<!民事)责任(?=[。；，：]|$)",
    # 处五千元以上一万元以下的罚款；处三年以下有期徒刑
    rf"(?<!判)(?<!所)处(?={_AMOUNT})[^。；]{{0,60}}?(?:罚款|罚金|有期徒刑|无期徒刑|死刑|拘役|管制|拘留)(?!的，)",
    # 并可处实际损失五倍以下的罚款；责令改正，处合同价款百分之二以上的罚款
    r"(?:[，；由门关构府局会]|可以?|并)处(?![理置分罚])[^。；，]{1,40}罚款(?!的，)",
    # 存在以下情形之一的，应当受到组织处理：（一）……
    r"应当受到[^。；，：的]{0,8}处(?:理|分|罚)(?=[。；：]|$)",
    # 收受其他财物的，依照前款规定处理
    r"，依照前[一二三两]?款(?:的)?规定处理(?=[。；]|$)",
    # 依照刑法第……条的规定定罪处罚
    r"(?:定罪处罚|依照[^。；，]{1,40}(?:处罚|处分))(?=[。；]|$)",
    # ……，由……吊销许可证；并没收违法所得
    r"(?:[，；]|可以|并)(?:由[^。；，]{0,30})?(?:没收违法|没收非法|吊销|责令停产停业|责令关闭)(?![^。；，]{0,30}的[，。])",
    # 责令改正，予以通报批评
    r"责令[^。；]{0,20}改正[^。；]{0,20}(?:通报批评|处分)(?!的)",
)
_SETS = re.compile("|".join(_FORMS))
_DUTY = re.compile("不得|不准|严禁|禁止|必须|应当|(?<![主需重只])[应要](?![求素点])")
_CONSEQUENCE = re.compile("处分|处罚|处理|追究|问责|查处|惩处|责令|承担|撤销|赔偿|认定为|违反本")
"""A sentence with one of these tells who answers for what, not what is to be done."""
_OF_ITSELF = re.compile("违反(?:前款|前两款|前三款|上述|以上)?(?:的)?规定|违反者")
"""What a breach of the duty just stated is called; 违反本条例规定 is the breach of any duty."""
_FULL_WIDTH = str.maketrans(":;,()", "：；，（）")


def is_sanction(text: str) -> bool:
    """Whether `text` says what happens to a breach (给予…处分, 处…罚款, 追究刑事责任)."""
    return _SETS.search(_plain(text)) is not None


def mainly_sanction(text: str) -> bool:
    """Whether `text` says what happens to a breach, and not first and foremost what is to be done.

    不得以任何名义接受礼金。凡违反规定的，给予处分: a duty that ends with what follows from its breach is a duty.
    """
    sentences = [sentence + "。" for sentence in _plain(text).split("。") if sentence]
    punishing = [_SETS.search(sentence) is not None for sentence in sentences]
    if True not in punishing:
        return is_sanction(text)
    before = sentences[: punishing.index(True)]
    if not any(_DUTY.search(sentence) and not _CONSEQUENCE.search(sentence) for sentence in before):
        return True
    said = [sentence for sentence, punishes in zip(sentences, punishing, strict=True) if punishes]
    return not _OF_ITSELF.search("".join(said)) and 2 * sum(map(len, said)) >= sum(map(len, sentences))


def _plain(text: str) -> str:
    return "".join(text.split()).translate(_FULL_WIDTH)
