"""Traditional signs of headings, plates and dates, as simplified ones: what a DMS from Hong Kong or Taiwan writes.

Only for recognising; names and remarks stay as they are written.
"""

from __future__ import annotations

_PAIRS = (
    "戶户客客稱称機机號号碼码車车牌牌電电話话聯联絡络繫系廠厂進进間间價价額额數数維维護护養养險险業业務务顧顾問问"
    "備备註注購购買买登登記记發发動动顏颜檢检審审強强製制單单項项類类別别歷历時时來来離离開开結结費费應应實实"
    "總总計计賬账帳账賠赔償偿質质員员種种級级線线負负責责區区門门點点東东風风聞闻廣广國国與与餘余積积優优換换"
    "裡里後后複复僅仅據据認认證证籌筹終终聲声釋释編编歲岁層层齡龄蹤踪狀状態态檔档綫线鏈链達达銷销訂订約约預预報报"
    "滬沪遼辽贛赣魯鲁蘇苏鄂鄂閩闽晉晋蒙蒙陝陕貴贵粵粤雲云瓊琼寧宁渝渝學学領领掛挂龍龙驅驱輛辆識识讀读圖图專专"
)
SIMPLE = str.maketrans(_PAIRS[0::2], _PAIRS[1::2])
