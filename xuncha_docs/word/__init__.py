"""From Markdown to a .docx in the layout of GB/T 9704.

blocks  our own Markdown block rules (`:::name`, pipe tables) · tree  Markdown -> nodes with lines ·
layout  the measures of the standard, each with its clause · styles, sections, runs, tables  their XML ·
body  one method per node type · writer  Markdown -> parts · package  parts -> the same bytes every time.
"""
