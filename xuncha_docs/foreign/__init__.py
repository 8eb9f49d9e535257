"""Foreign files opened safely, for import, for check and for an office's own Word files.

preflight: containers and XML under limits · parts: a Word document's parts and relations, with its styles and numbering
(number_forms: 第%1条 → 第十一条) · libreoffice: conversions by LibreOffice, where it is installed ·
process: a child process under limits, and frames, by which it talks · confinement: no network and no writing in it ·
dangers: what a Word file that we use may not hold.
"""
