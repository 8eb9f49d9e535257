"""Checkers: they collect every Problem and never raise for what stands in a file.

knowledge  the kb: files, links, bases · casework  a round file · packing  a pack made earlier ·
layout  any Word document · trials  templates, printed with the sample round and with an empty one ·
word_templates  an office's own Word files, filled in with the sample round.
Templates are checked where they are read, in `compose.templates`.
"""
