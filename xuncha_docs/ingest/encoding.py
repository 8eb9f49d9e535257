"""Bytes -> Chinese text: byte order mark, strict UTF-8, else the decoding that reads most like Chinese."""

from xuncha_docs.errors import ImportFailure

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CANDIDATES = ("gb18030", "big5", "utf-16-le", "utf-16-be")
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得"
    "经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事"
    "平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题"
    "党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被"
    "干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更"
    "单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研"
    "界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消"
    "构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁"
    "价严款项章附则施罚罪责违纪监督察巡廉洁职监职"
    "這個為時來們於對會發動過說產種後學經進著等電裡現實兩體機當從業應開還無關質氣變條沒結問義間與內數題黨員並將組見計論運農強決"
    "幹戰則據處隊給門規熱領東導壓爭濟術極聯認權證轉單風場車務萬達積議聲報類離華確張馬節話況傳許廣記須斷難週備辦習約勞團歷構稱準"
    "號維劃選標寫親養層專狀廠識適屬圓縣紅細聽鐵價嚴項"
)
"""About 650 characters that running Chinese consists of, Simplified and Traditional."""

_SAMPLE = 20_000
"""Characters scored: enough to tell encodings apart, little enough to be quick on large files."""
_READABLE = 0.25
"""Least score of a text that is accepted as Chinese prose."""
_GB_BONUS = 0.02
"""Ties go to the encoding mainland offices use."""


def decode_text(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; ImportFailure when no decoding reads like text."""
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return _strictly(data, codec), codec
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _by_content(data)


def _strictly(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise ImportFailure(f"开头标明是 {codec}，但第 {error.start} 字节起读不通；请用原软件另存为 UTF-8") from error


def _by_content(data: bytes) -> tuple[str, str]:
    best: tuple[float, str, str] | None = None
    for codec in _CANDIDATES:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        score = chineseness(text[:_SAMPLE]) + (_GB_BONUS if codec == "gb18030" else 0)
        if best is None or score > best[0]:
            best = (score, text, codec)
    if best is None or best[0] < _READABLE:
        raise ImportFailure(_unreadable(data))
    return best[1], best[2]


def _unreadable(data: bytes) -> str:
    """What to say of a text that no encoding reads: damaged UTF-8 is known by its whole beginning."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if chineseness(data[: error.start].decode("utf-8")[:_SAMPLE]) >= _READABLE:
            return f"是 UTF-8，但第 {error.start} 字节起读不通，文件损坏或不完整；请重新取得"
    return "认不出文字编码（试过 UTF-8、GB18030、UTF-16、Big5）；请用原软件另存为 UTF-8"


def chineseness(text: str) -> float:
    """1 for running Chinese, below 0 for mojibake: common Han counted for it, unprintable and Latin-1 signs against."""
    if not text:
        return 0.0
    han = [char for char in text if "\u4e00" <= char <= "\u9fff"]
    strange = sum(1 for char in text if _is_strange(char))
    if not han:
        return -strange / len(text)
    common = sum(1 for char in han if char in _COMMON)
    readable = sum(1 for char in text if char.isspace() or char in "，。、；：（）《》“”〔〕—" or char.isalnum())
    return common / len(han) * readable / len(text) - 2 * strange / len(text)


def _is_strange(char: str) -> bool:
    return "\x80" <= char <= "\u024f" or "\ue000" <= char <= "\uf8ff" or char == "\ufffd" or is_control(char)


def is_control(char: str) -> bool:
    """Whether the character is a control code no text holds: all below a space but tab and line breaks."""
    return char < " " and char not in "\t\n\r\f"
