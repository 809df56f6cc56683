"""What the rooms say to people in Chinese sentences, and how the page and the API say it in English.

A `{name}` stands for whatever was filled in; what is filled in is looked up among the fragments, and a list with 、
part by part, so that only the words of documents and of the asker stay as they are. The first row that fits is taken.
"""

SENTENCES: tuple[tuple[str, str], ...] = (
    # Why there is no answer, or why the model did not give it.
    ("资料中没有找到与问题有关的内容。", "Nothing in the library has to do with the question."),
    ("资料中没有文号为{number}的文件。", "No document in the library has the number {number}."),
    (
        "资料中不止一部文件有{article}，请写明是哪一部。",
        "More than one document in the library has {article}; name the document.",
    ),
    (
        "找到的资料中没有{told}，只有相近的内容。",
        "What was found holds nothing about {told}, only what is near to it.",
    ),
    (
        "找到的资料没有直接回答这个问题，其中没有提到{told}。",
        "What was found does not answer the question directly; it does not mention {told}.",
    ),
    (
        "找到的资料没有说明“{told}”的目标，只有相近的内容。",
        "What was found does not tell the aim for “{told}”, only what comes near.",
    ),
    (
        "找到的资料没有说明是哪一天，只有相近的内容。",
        "What was found does not tell the day, only what comes near.",
    ),
    (
        "找到的资料没有给出号码或网址，只有相近的内容。",
        "What was found gives no number to call and no address, only what comes near.",
    ),
    ("找到的资料没有说出姓名，只有相近的内容。", "What was found gives no name, only what comes near."),
    (
        "找到的资料没有说出是哪家单位，只有相近的内容。",
        "What was found does not tell which firm, only what comes near.",
    ),
    (
        "找到的资料没有给出所问的数字，只有相近的内容。",
        "What was found does not give the figure asked for, only what comes near.",
    ),
    (
        "找到的资料只有目标，没有说明实际结果。",
        "What was found tells what is aimed at, not what came of it.",
    ),
    ("找到的资料没有直接回答这个问题。", "What was found does not answer the question directly."),
    (
        "资料中相关的文字带有链接，或是写给机器的指令，不作为答案给出，请查看原文。",
        "What the library says about it holds links or instructions to machines and is not given as an answer; "
        "see the documents themselves.",
    ),
    ("语言模型出错，以下是原文摘录。", "The language model failed; what follows is taken from the sources."),
    (
        "没有配置语言模型（{settings}），以下是原文摘录。",
        "No language model is configured; what follows is taken from the sources.",
    ),
    (
        "连接不上语言模型，请管理员检查 {setting}，以下是原文摘录。",
        "The language model cannot be reached (your administrator: check {setting}); what follows is taken from the sources.",
    ),
    (
        "语言模型拒绝了请求（{status}），请管理员检查地址、密钥和模型名称，以下是原文摘录。",
        "The language model refused the request ({status}; your administrator: check its address, key and name); "
        "what follows is taken from the sources.",
    ),
    (
        "语言模型没有答完，以下是原文摘录。",
        "The language model did not finish; what follows is taken from the sources.",
    ),
    (
        "语言模型的回复无法识别，以下是原文摘录。",
        "The language model's reply could not be read; what follows is taken from the sources.",
    ),
    (
        "语言模型在 {seconds} 秒内没有答完，以下是原文摘录。",
        "The language model did not finish within {seconds} seconds; what follows is taken from the sources.",
    ),
    ("语言模型正忙，以下是原文摘录。", "The language model is busy; what follows is taken from the sources."),
    (
        "语言模型的回答没有通过出处核对，以下是原文摘录。",
        "The language model's answer did not pass the check against its sources; what follows is taken from them.",
    ),
    (
        "语言模型认为所给资料不足以回答，以下是原文摘录。",
        "The language model finds that the sources do not suffice; what follows is taken from them.",
    ),
    ("资料中没有{named}。", "The library does not hold {named}."),
    # Remarks on the quotations of a draft.
    ("原话不在{named}中，见于《{title}》。", "These words are not in {named}; they stand in 《{title}》."),
    (
        "相近的原文不在{named}中，见于《{title}》。",
        "The like words are not in {named}; they stand in 《{title}》.",
    ),
    ("原话不在{article}，见于{place}。", "These words are not in {article}; they stand in {place}."),
    ("引文有省略，各部分分别核对。", "The quotation leaves words out; its parts were checked one by one."),
    (
        "引文由同一文件的几处拼接而成，没有用省略号标明。",
        "The quotation is put together from several places of one document, without marks of omission.",
    ),
    (
        "引文由{count}份文件拼接而成，没有用省略号标明。",
        "The quotation is put together from {count} documents, without marks of omission.",
    ),
    (
        "没有用引号，可能是转述；资料中未见这样的原话。",
        "Without quotation marks, perhaps a paraphrase; no such words are in the library.",
    ),
    (
        "没有用引号，可能是转述；该条没有这样的原话。",
        "Without quotation marks, perhaps a paraphrase; the article has no such words.",
    ),
    ("资料中未见这样的原话。", "No such words are in the library."),
    ("《{title}》已废止，见《{other}》。", "《{title}》 is repealed; see 《{other}》."),
    ("《{title}》已废止。", "《{title}》 is repealed."),
    ("《{title}》尚未生效。", "《{title}》 is not yet in force."),
    # Remarks on the documents that a draft names.
    (
        "文号不符：《{title}》的文号是{right}，稿中写作{wrong}。",
        "Wrong number: that of 《{title}》 is {right}, the draft says {wrong}.",
    ),
    (
        "{number}是《{title}》的文号，不是《{other}》的。",
        "{number} is the number of 《{title}》, not of 《{other}》.",
    ),
    ("《{title}》没有{article}。", "《{title}》 has no {article}."),
    # Notes from reading a file.
    (
        "文档嵌入了别的文件（altChunk），其中的文字没有读取。",
        "The document embeds other files (altChunk); their text was not read.",
    ),
    ("有 {count} 个隐藏的工作表没有读取。", "{count} hidden sheets were not read."),
    ("第 {pages} 页已损坏，没有读出。", "Page {pages} is damaged and was not read."),
    (
        "文字编码不能确定，按 {encoding} 读取；如有乱码，请另存为 UTF-8 文本后重新收录。",
        "The text encoding is not certain and was taken for {encoding}; if it looks garbled, save the file as UTF-8 "
        "and add it again.",
    ),
    (
        "有 {count} 处字节损坏，读不出原字，以“\ufffd”代替。",
        "{count} places hold damaged bytes; what stood there is shown as “\ufffd”.",
    ),
    (
        "{where}没有可读的文字层，可能是扫描页，没有读出；文字识别（OCR）没有开启，开启后可以读出。",
        "{where}: no text to read, perhaps scanned; text recognition (OCR) is off and would read it.",
    ),
    (
        "{where}没有识别出来：{cause}。请对照原件，或另存后再收录。",
        "{where}: not recognised ({cause}). Compare the original, or save it anew and add it again.",
    ),
    (
        "{where}的文字是识别所得，可信度较低，引用前请对照原件。",
        "{where}: recognised text of low certainty; compare the original before quoting.",
    ),
    # What becomes of files and jobs.
    (
        "磁盘已满：{error}。腾出空间后，任务会自动继续。",
        "The disk is full: {error}. The job goes on by itself once there is room.",
    ),
    (
        "任务未能完成：{error}。请检查磁盘空间与权限后重试。",
        "The job could not be finished: {error}. Check disk space and permissions, then try again.",
    ),
    (
        "正在识别“{path}”的文字：第 {page} 页，共 {pages} 页。",
        "Recognising the text of “{path}”: page {page} of {pages}.",
    ),
    (
        "其中的“{path}”带有密级标志，整个文件没有收录。请去掉涉密文件后再收录其余文件。",
        "“{path}” in it is marked as classified; nothing of the file was taken in. Remove what is classified and add the rest.",
    ),
    (
        "压缩包或邮件套得太深，没有打开，请解压后收录里面的文件。",
        "Archives or messages lie too deep within each other and were not opened; unpack them and add what they hold.",
    ),
    (
        "无法读取文件：{error}。请检查文件是否仍在原处、是否有读取权限。",
        "The file cannot be read: {error}. Check that it is still there and may be read.",
    ),
    (
        "索引时文件正在被修改。请在保存完毕后再索引一次。",
        "The file was being changed while it was read. Index it again once it is saved.",
    ),
    (
        "打不开这个文件，请检查它是否存在、是否有读取权限。",
        "The file cannot be opened; check that it is there and may be read.",
    ),
    (
        "文件是空的，没有内容可读，请核对是否传错了文件。",
        "The file is empty; check that it is the right one.",
    ),
    (
        "文件有密码保护，请去掉密码（打开后另存为不加密的文件）再收录。",
        "The file has a password; save it without one and add it again.",
    ),
    (
        "文件太大，超过了允许的上限，请拆分后再收录。",
        "The file is larger than allowed; split it and add the parts.",
    ),
    (
        "文件页数超过了允许的上限，请拆分后再收录。",
        "The file has more pages than allowed; split it and add the parts.",
    ),
    (
        "不支持这种格式，请另存为 .docx、.pdf、.html、.md 或 .txt 后再收录。",
        "This format is not supported; save it as .docx, .pdf, .html, .md or .txt and add it again.",
    ),
    (
        "文件已损坏或不完整，请重新下载，或用原软件打开后另存一份再收录。",
        "The file is damaged or incomplete; fetch it again, or open it in its own program and save it anew.",
    ),
    (
        "文件结构异常（例如层层嵌套或压缩炸弹），为安全起见没有读取，请核对来源。",
        "The file is built oddly (deep nesting, a decompression bomb) and for safety was not read; check where it is from.",
    ),
    (
        "文件在限定时间内没有读完，请拆分，或另存为别的格式后再收录。",
        "The file could not be read in time; split it, or save it in another format, and add it again.",
    ),
    (
        "读取文件所需内存超过了上限，请拆分，或另存为别的格式后再收录。",
        "Reading the file took more memory than allowed; split it, or save it in another format, and add it again.",
    ),
    (
        "读取文件时解析程序意外中止，其他文件不受影响；请另存为别的格式后再收录。",
        "The reader stopped unexpectedly at this file, others are not affected; save it in another format and add it again.",
    ),
    (
        "文件中没有可读的文字，可能是扫描件没有文字层，请先做文字识别（OCR）再收录。",
        "The file holds no text, perhaps it is scanned; have its text recognised (OCR) and add it again.",
    ),
    (
        "文件中没有可读的文字层，是扫描件或图片，而文字识别（OCR）没有开启。请开启文字识别，或另存为带文字的文件后再收录。",
        "The file is scanned or a picture, and text recognition (OCR) is off. Turn it on, or save the file with its text "
        "and add it again.",
    ),
    (
        "文件带有密级标志（绝密、机密或秘密），没有收录。涉密文件请按保密规定处理，不要上传到本系统。",
        "The file is marked as classified and was not taken in. Handle it by the rules of secrecy; do not upload it here.",
    ),
)

FRAGMENTS: tuple[tuple[str, str], ...] = (
    ("第 {pages} 页等共 {count} 页", "pages {pages} and others, {count} in all"),
    ("第 {pages} 页共 {count} 页", "pages {pages}"),
    ("第 {page} 页", "page {page}"),
    ("{year}的这份文件", "that document of {year}"),
    ("关于{what}的内容", "{what}"),
    ("与“{what}”相符的内容", "what agrees with “{what}”"),
    ("{year}的内容", "{year}"),
    ("无法识别", "cannot be recognised"),
    ("超过限定时间", "out of time"),
    ("内存超过上限", "out of memory"),
    ("识别程序意外中止", "the recogniser stopped unexpectedly"),
    ("页面已损坏", "the page is damaged"),
    ("页面太大", "the page is too large"),
)

VALIDITY = {"现行有效": "in force", "已修改": "amended", "已废止": "repealed", "尚未生效": "not yet in force"}

DOC_TYPES = {
    "通知": "Notice",
    "意见": "Opinions",
    "批复": "Reply",
    "函": "Letter",
    "答复": "Answer",
    "通报": "Circular",
    "通告": "Announcement",
    "公告": "Public notice",
    "公报": "Communiqué",
    "公示": "Publication",
    "决定": "Decision",
    "决议": "Resolution",
    "命令": "Order",
    "令": "Order",
    "议案": "Bill",
    "纪要": "Minutes",
    "请示": "Request",
    "报告": "Report",
    "工作报告": "Work report",
    "条例": "Regulations",
    "规定": "Provisions",
    "办法": "Measures",
    "细则": "Rules",
    "规则": "Rules",
    "规程": "Procedures",
    "规范": "Norms",
    "准则": "Code",
    "章程": "Charter",
    "制度": "System",
    "解释": "Interpretation",
    "修正案": "Amendment",
    "法律": "Law",
    "法规": "Regulation",
    "宪法": "Constitution",
    "讲话": "Speech",
    "致辞": "Address",
    "演讲": "Lecture",
    "谈话": "Talk",
    "贺信": "Congratulations",
    "贺电": "Congratulations",
    "回信": "Reply letter",
    "信函": "Letter",
    "要点": "Key points",
    "方案": "Scheme",
    "预案": "Contingency plan",
    "规划": "Programme",
    "计划": "Plan",
    "纲要": "Outline",
    "措施": "Steps",
    "安排": "Arrangements",
    "指引": "Guidance",
    "指南": "Guide",
    "目录": "Catalogue",
    "清单": "List",
    "标准": "Standard",
    "说明": "Explanation",
    "总结": "Summary",
    "倡议": "Appeal",
    "声明": "Statement",
    "宣言": "Declaration",
    "协定": "Agreement",
    "白皮书": "White paper",
    "政策解读": "Policy explained",
    "新闻稿": "News release",
    "文章": "Article",
    "期刊": "Periodical",
    "其他": "Other",
}
"""Words of closed vocabularies that stand beside a document, which are ours and not its own."""
