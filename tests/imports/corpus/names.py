"""Names (C2) and awkward texts (C1): rare signs stay, what only looks like nothing goes, and no text breaks a reader."""

from __future__ import annotations

from itertools import product

_DOTS = "·•‧・．.∙⋅"
NAMES: dict[str, list[str]] = {
    "马先生": ["马先生", " 马先生 ", "马先生\u200b", "\u202e马先生\u202c", "马\u00ad先生", "马先生\ufeff", "马\x01先生", "\u2067马先生\u2069", "马\u200d先生", "马先生_x000D_", "\t马先生\n"],
    "买买提·艾力": [f"买买提{dot}艾力" for dot in _DOTS],
    "阿卜杜·热合曼·吐尔逊": [f"阿卜杜{dot}热合曼{dot}吐尔逊" for dot in _DOTS],
    "古丽 帕夏": ["古丽 帕夏", "古丽\u3000帕夏", "古丽   帕夏", "古丽\xa0帕夏"],
    "䶮先生": ["䶮先生", "\ue863先生"],
    "WANG Lei": ["WANG Lei", "ＷＡＮＧ　Ｌｅｉ", "WANG  Lei"],
    "J.R. Smith": ["J.R. Smith"],
    "café": ["café", "cafe\u0301"],
    "深圳市某某（集团）有限公司": ["深圳市某某（集团）有限公司"],
    "👨‍👩‍👧": ["👨‍👩‍👧"],
    "": ["", " ", "\u3000", "\u200b", "无", "NULL", "-", "#N/A", "#REF!", "\u202e\u202c"],
}  # fmt: skip
for _sign in "𠮷㐂㛃䶮𬎆堃喆瑄淼犇昇昊翀晟垚赟玥禤尢亓仉佴逯麴谌郄缑晁":
    NAMES[f"{_sign}女士"] = [f"{_sign}女士", f" {_sign}女士", f"{_sign}\u200b女士"]
for _family, _given in product(("欧阳", "司马", "诸葛", "夏侯", "上官"), ("丽", "文静")):
    NAMES[_family + _given] = [_family + _given, f"{_family}{_given}\u3000"]
for _long in (
    "བསྟན་འཛིན་རྒྱ་མཚོ",
    "ئابدۇقادىر ئابدۇراخمان",
    "Ольга Петровна Смирнова",
    "Nguyễn Thị Minh Khai",
    "김철수",
    "たなか ゆうき",
):
    NAMES[_long] = [_long, f" {_long} "]
NO_NAMES = {"imports.too_long": ["长" * 61, "x" * 500], "imports.unreadable_cell": ["马\ufffd生", "\ufffd"]}

# Texts that have broken programs before; each must be read or refused by every reader, and come back as it was.
AWKWARD = [
    "undefined", "null", "NULL", "(null)", "nil", "true", "None", "NaN", "Infinity", "-Infinity", "0", "-0", "0.0", "1/0", "1E+400", "-1E-400", "0x1F", "1e1000000",
    "999999999999999999999999999999", "٣", "①", "½", "Ⅷ", "¼", "〇", "1;DROP TABLE customers", "' OR 1=1 -- ", '"', "''", '"""', "`", "\\", "\\n", "%s%s%n", "{0}", "{{7*7}}",
    "${7*7}", "#{1}", "<script>alert(1)</script>", "<img src=x onerror=x>", "]]>", "&lt;", "<!--", "=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", "=HYPERLINK(\"http://x\")",
    "../../etc/passwd", "C:\\con", "/dev/null", "http://127.0.0.1/", "ﷺ", "﷽", "表ポあA鷗ŒéＢ逍Üßªąñ丂㐀𠀀", "社會科學院語學研究所", "울란바토르", "Ω≈ç√∫˜µ≤≥÷", "˙ɐnbᴉlɐ", "Z͑ͫ̓A͐L̈́G̋O",
    "הָיְתָה", "مُنَاقَشَة", "؟", "🏳️‍🌈", "👩‍👩‍👧‍👦", "🇨🇳", "\u2028", "\u2029", "\u0085", "\xa0", "\u3000", "\u180e", "\ufeff", "\ufffe", "\U0010ffff", "\ue863", "a\u0301", "ﬁ", "İ", "ı", "ß", "ẞ", "ǅ",
    "x" * 4_001, "长" * 1_000, "a\nb\r\nc", "a\tb", "a\x0bb", "a\x1cb", "\x7f", "\x1b[31m", "--", "——", "/", "//", ".", "…", "?", "？", "nu\u200bll", "１２３", "ＡＢＣ", "1,2,3", "1 2 3", "1.2.3",
    "12:30", "2026-", "-2026", "2026-03-", "//2026", "年月日", "10年", "E10", "1E", ".e1", "+-1", "((1))", "()", "(", ")", "（）", "¥", "￥", "元", "万", "w", "公里", "km", "86", "+86", "0086", "转", "ext",
]  # fmt: skip
