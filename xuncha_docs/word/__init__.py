"""From Markdown to a .docx in the layout of GB/T 9704.

blocks  our own Markdown block rules (`:::name`, pipe tables) · tree  Markdown -> nodes with lines ·
layout  the measures of the standard, each with its clause · styles, sections, runs, tables  their XML ·
head, mark, imprint  版头 and 版记 · closing  what stands below the text · title_lines  where a long title is divided ·
headings  where a heading ends that its text follows · boxes  text boxes at fixed places ·
ending  where the text ends · pages  sections of blocks -> document.xml ·
footnotes, comments, blanks, codes, merging  our own marks inside text and cells · notes  those of one document ·
contents  目录 · figures, charts, qr, drawings  charts and QR codes · writers  several processes at once ·
base, pouring, traces  an office's own Word file as the carrier · stamp  a mark on every page ·
body  one method per node type · writer  Markdown -> parts · package  parts -> the same bytes every time.
"""
