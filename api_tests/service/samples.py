"""Documents that the tests of the service index: invented places and people, small and varied."""

from pathlib import Path

REGULATION = """临川省古树名木保护办法

（2023年11月24日临川省人民政府令第３１２号公布　自2024年1月1日起施行）

第一章　总则

第一条　为了加强古树名木保护，促进生态文明建设，根据有关法律法规，结合本省实际，制定本办法。

第二条　本省行政区域内古树名木的认定、养护和管理，适用本办法。

第二章　养护与管理

第三条　古树名木实行挂牌保护，由县级林业主管部门设立保护标志，划定树冠垂直投影外５米为保护范围。

第四条　任何单位和个人不得擅自移植古树名木，不得在树身上刻划、钉钉、缠绕绳索。

第三章　法律责任

第五条　违反本办法第四条规定，擅自移植古树名木的，由林业主管部门责令改正，处二万元以上十万元以下罚款。
"""

NOTICE = """# 临川省人民政府办公厅关于做好2024年松材线虫病防控工作的通知

临政办发〔2024〕7号

各市、县（区）人民政府，省政府各部门：

为切实做好松材线虫病防控工作，经省人民政府同意，现就有关事项通知如下。

## 一、提高认识

各地要充分认识疫情防控的严峻性，把松林保护摆在突出位置，压实林长责任，层层传导压力。

## 二、狠抓落实

### （一）加密监测

每季度开展一次疫情普查，㙍头镇、沐河镇等重点区域每月开展一次巡查，发现枯死松树二十四小时内上报。

### （二）严格除治

疫木必须在３月底前全部清理完毕，严禁非法调运疫木及其制品。

| 区域 | 巡查频次 | 责任单位 |
| --- | --- | --- |
| 㙍头镇 | 每月一次 | 镇林业站 |
| 其他乡镇 | 每季一次 | 县林业局 |

临川省人民政府办公厅

2024年2月18日
"""

SPEECH = """在全省林长制工作会议上的讲话

沈望川

（2024年3月12日）

同志们：

今天召开这次会议，主要任务是总结去年工作，部署今年任务。下面，我讲三点意见。

一、在认识上再深化

林长制是一项管根本、管长远的制度安排。一是要算清生态账，二是要算清民生账，三是要算清长远账，把绿水青山的颜值转化为金山银山的价值。

二、在责任上再压实

各级林长要做到巡林不走过场、问题不留尾巴，每年巡林不少于四次，巡林发现的问题建立台账，逐项销号。

三、在作风上再过硬

要坚决防止以文件落实文件、以会议落实会议，让基层把更多精力放到山上林间。
"""

HOSTILE = """<img src=x onerror="document.title='PWNED'">关于注入的说明</script><script>document.title='PWNED'</script>

一、说明

本段含有标记：<script>document.title='PWNED'</script> 和 "><svg onload=document.title='PWNED'> {{7*7}}，都应当原样显示。

二、其他

检索“<b>粗体</b>”时，页面应当显示尖括号，javascript:alert(1) 也只是文字而已，不成为链接。
"""

SAMPLES = {
    "01-古树名木保护办法.txt": REGULATION,
    "02-松材线虫病防控通知.md": NOTICE,
    "03-林长制讲话.txt": SPEECH,
    "04-注入.txt": HOSTILE,
}


def write_samples(folder: Path) -> Path:
    """Write the documents into a folder; gives the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in SAMPLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
